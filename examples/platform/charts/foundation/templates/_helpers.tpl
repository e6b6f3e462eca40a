{{- define "foundation.labels" -}}
app.kubernetes.io/name: foundation
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
