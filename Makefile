# Shorthands; CONTRIBUTING.md says what each does.
.PHONY: help quick check format run

help:
	@echo "make quick | check | format | run"

quick:
	./mvnw -Pquick verify

check:
	./mvnw verify

format:
	./mvnw spotless:apply

run:
	./burnrate demo
