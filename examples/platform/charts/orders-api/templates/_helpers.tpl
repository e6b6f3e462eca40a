{{- define "orders-api.instance" -}}
app.kubernetes.io/name: orders-api
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "orders-api.labels" -}}
{{ include "orders-api.instance" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* How to reach the database; give a dict of root and host. */}}
{{- define "orders-api.databaseEnv" -}}
- name: DB_HOST
  value: {{ .host }}
- name: DB_PORT
  value: {{ .root.Values.database.port | quote }}
- name: DB_USER
  valueFrom:
    secretKeyRef:
      name: {{ .root.Values.database.secretName }}
      key: username
- name: DB_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .root.Values.database.secretName }}
      key: password
- name: DB_URL
  value: tcp://$(DB_USER)@$(DB_HOST):$(DB_PORT)/orders
{{- end }}
