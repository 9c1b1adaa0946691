#compdef fristvakt
# Completion of fristvakt for zsh, made from its command line.
_fristvakt() {
  local at= word
  local -a commands options
  for word in ${words[2,CURRENT-1]}; do
    case "$at:$word" in
{{range .}}{{if .Path}}      {{quote (printf "%s:%s" .Above .Last)}}) at={{quote .Path}} ;;
{{end}}{{end}}    esac
  done
  case "$at" in
{{range .}}    {{quote .Path}})
      commands=({{range .Subs}}{{item .Name .Help}} {{end}})
      options=({{range .Flags}}{{item (printf "--%s" .Name) .Help}} {{end}}) ;;
{{end}}  esac
  if [[ $PREFIX == -* ]]; then
    _describe -o option options
  elif (( $#commands )); then
    _describe command commands
  else
    _files
  fi
}
if [[ $funcstack[1] == _fristvakt ]]; then
  _fristvakt "$@"
else
  compdef _fristvakt fristvakt
fi
