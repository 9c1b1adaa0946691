# Completion of fristvakt for bash, made from its command line.
_fristvakt() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} at= commands= options= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at:${COMP_WORDS[i]}" in
{{range .}}{{if .Path}}    {{quote (printf "%s:%s" .Above .Last)}}) at={{quote .Path}} ;;
{{end}}{{end}}    esac
  done
  case "$at:$prev" in
{{range .}}{{$path := .Path}}{{range .Flags}}{{if not .IsBool}}    {{if $path}}{{quote (printf "%s:--%s" $path .Name)}}{{else}}*:--{{.Name}}{{if .Short}} | *:-{{printf "%c" .Short}}{{end}}{{end}}) return ;;
{{end}}{{end}}{{end}}    *) ;;
  esac
  case "$at" in
{{range .}}    {{quote .Path}}) commands='{{range .Subs}}{{.Name}} {{end}}' options='{{range .Flags}}--{{.Name}} {{end}}' ;;
{{end}}  esac
  [[ $cur == -* ]] && commands=$options
  mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
}
complete -o default -F _fristvakt fristvakt
