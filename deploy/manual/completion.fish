# Completion of fristvakt for fish, made from its command line.
function __fristvakt_at
  set -l at ''
  for word in (commandline -opc)[2..]
    switch "$at:$word"
{{range .}}{{if .Path}}      case {{quote (printf "%s:%s" .Above .Last)}}
        set at {{quote .Path}}
{{end}}{{end}}    end
  end
  test "$at" = "$argv[1]"
end
{{range .}}{{$path := .Path}}{{if .Subs}}complete -c fristvakt -f -n "__fristvakt_at {{quote $path}}"
{{end}}{{range .Subs}}complete -c fristvakt -f -n "__fristvakt_at {{quote $path}}" -a {{.Name}} -d {{quote .Help}}
{{end}}{{range .Flags}}complete -c fristvakt {{if $path}}-n "__fristvakt_at {{quote $path}}" {{end}}-l {{.Name}}{{if .Short}} -s {{printf "%c" .Short}}{{end}}{{if not .IsBool}} -r{{end}} -d {{quote .Help}}
{{end}}{{end}}
