{{- define "orders-db.instance" -}}
app.kubernetes.io/name: orders-db
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* What the database's pods are selected by. */}}
{{- define "orders-db.selectorLabels" -}}
{{ include "orders-db.instance" . }}
app.kubernetes.io/component: database
{{- end }}

{{- define "orders-db.labels" -}}
{{ include "orders-db.instance" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
