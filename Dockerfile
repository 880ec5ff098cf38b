# docker build -t burnrate .
FROM eclipse-temurin:21-jdk AS build
WORKDIR /src
COPY . .
RUN ./mvnw -B -ntp -Pquick -DskipTests -Dwarnings=-nowarn -pl server -am package

FROM eclipse-temurin:21-jre
# The same layout as in the sources, so that the launcher is the same; without sources it never builds.
COPY --from=build /src/burnrate /src/LICENSE /opt/burnrate/
COPY --from=build /src/config /opt/burnrate/config
COPY --from=build /src/server/target/burnrate-server.jar /opt/burnrate/server/target/
COPY --from=build /src/server/target/lib /opt/burnrate/server/target/lib
RUN useradd --system --uid 10001 --no-create-home burnrate && install -d -o burnrate /data
USER 10001
# Relative paths of a configuration start here.
WORKDIR /data
VOLUME /data
EXPOSE 8480 4318 4317
ENTRYPOINT ["/opt/burnrate/burnrate"]
CMD ["--help"]
