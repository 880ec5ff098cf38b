{{- /* The configuration as the service reads it: settings of the embedded store go, where the other is chosen. */ -}}
{{- define "burnrate.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- if include "burnrate.distributed" . -}}
{{- $_ := required "config.store.controller is missing: expected the address of Pinot's controller" $config.store.controller -}}
{{- $_ := required "config.store.brokers is missing: expected the addresses of Pinot's brokers" $config.store.brokers -}}
{{- $_ := required "config.store.kafka.bootstrapServers is missing: expected host:port" (dig "kafka" "bootstrapServers" "" $config.store) -}}
{{- $_ := set $config "store" (omit $config.store "path" "memoryLimit") -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{- /* Not empty where processes share a store. */ -}}
{{- define "burnrate.distributed" -}}
{{- if eq .Values.config.store.kind "pinot" -}}yes{{- end -}}
{{- end -}}

{{- define "burnrate.image" -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) | quote -}}
{{- end -}}

{{- /* What every pod has, whatever it does. */ -}}
{{- define "burnrate.podSecurity" -}}
automountServiceAccountToken: false
# Otherwise the cluster's own BURNRATE_ variables would stand beside the settings.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "burnrate.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "burnrate.environment" -}}
- { name: BURNRATE_LOG_LEVEL, value: {{ .Values.logLevel | quote }} }
- { name: BURNRATE_JAVA_OPTS, value: {{ .Values.javaOptions | quote }} }
{{- end -}}

{{- define "burnrate.secrets" -}}
{{- with .Values.existingSecret }}
envFrom:
  - secretRef: { name: {{ . | quote }} }
{{- end }}
{{- end -}}

{{- define "burnrate.probes" -}}
# Reading back the live state may take a while on a large store.
startupProbe:
  httpGet: { path: /livez, port: http }
  periodSeconds: 5
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /livez, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
readinessProbe:
  httpGet: { path: /readyz, port: http }
  periodSeconds: 5
  timeoutSeconds: 5
{{- end -}}

{{- define "burnrate.placement" -}}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
