// The shells whose completion vidproc knows, and the few lines that each needs: the words themselves come from `vidproc --complete`.
import ArgumentParser

/// A shell that completion is written for.
enum Shell: String, CaseIterable, ExpressibleByArgument, Sendable {
    case bash, zsh, fish

    /// The script that the shell reads. It hands the words before the cursor to the command that is being typed and shows what comes back.
    var script: String {
        switch self {
        case .bash: Self.bashScript
        case .zsh: Self.zshScript
        case .fish: Self.fishScript
        }
    }

    /// Bash cuts words at `=` and `:`, so the line is read anew; what it put before the cut is taken off the answers.
    private static let bashScript = #"""
        # vidproc's completion for bash; written by: vidproc --completion bash
        _vidproc() {
            local line=${COMP_LINE:0:COMP_POINT} words=() word= quote= escaped= character index
            for ((index = 0; index < ${#line}; index++)); do
                character=${line:index:1}
                if [[ $escaped ]]; then
                    word+=$character escaped=
                elif [[ $character == \\ && $quote != \' ]]; then
                    escaped=1
                elif [[ $quote ]]; then
                    if [[ $character == "$quote" ]]; then quote=; else word+=$character; fi
                elif [[ $character == [\"\'] ]]; then
                    quote=$character
                elif [[ $character == [[:blank:]] ]]; then
                    if [[ $word ]]; then words+=("$word"); fi
                    word=
                else
                    word+=$character
                fi
            done
            words+=("$word")
            COMPREPLY=()
            local command=${words[0]/#\~\//$HOME/} kept= answer files=
            # What bash replaces begins after its last cut.
            if [[ $word == *[=:]* && $COMP_WORDBREAKS == *=* ]]; then kept=${word%"${word##*[=:]}"}; fi
            while IFS= read -r answer; do
                answer=${answer%%$'\t'*}
                if [[ $answer == '<files>' ]]; then files=1; else COMPREPLY+=("${answer#"$kept"}"); fi
            done < <("$command" --complete "${words[@]:1}" 2>/dev/null)
            if [[ $files ]]; then
                compopt -o filenames 2>/dev/null
                local path=$word
                if [[ $word == --*=* ]]; then path=${word#*=}; fi
                while IFS= read -r answer; do COMPREPLY+=("$answer"); done < <(compgen -f -- "$path")
            fi
            if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[=,:] ]]; then compopt -o nospace 2>/dev/null; fi
        }
        complete -F _vidproc vidproc

        """#

    private static let zshScript = #"""
        #compdef vidproc
        # vidproc's completion for zsh; written by: vidproc --completion zsh
        _vidproc() {
            local -a answers open closed openTexts closedTexts
            local answer word text files
            answers=("${(@f)$(${~words[1]} --complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
            for answer in "${answers[@]}"; do
                word=${answer%%$'\t'*}
                text=$word
                [[ $answer == *$'\t'?* ]] && text="$word  -- ${answer#*$'\t'}"
                case $word in
                    '') ;;
                    '<files>') files=1 ;;
                    *[=,:]) open+=("$word") openTexts+=("$text") ;;
                    *) closed+=("$word") closedTexts+=("$text") ;;
                esac
            done
            (( ${#open} )) && compadd -Q -l -S '' -d openTexts -a open
            (( ${#closed} )) && compadd -Q -l -d closedTexts -a closed
            if [[ -n $files ]]; then
                [[ $PREFIX == --*=* ]] && compset -P '*='
                _files
            fi
        }
        if [[ $funcstack[1] == _vidproc ]]; then _vidproc "$@"; else compdef _vidproc vidproc; fi

        """#

    private static let fishScript = #"""
        # vidproc's completion for fish; written by: vidproc --completion fish
        function __vidproc_complete
            set -l before (commandline -opc)
            set -l current (commandline -ct)
            set -l command $before[1]
            set -e before[1]
            type -q -- $command; or return
            for answer in ($command --complete $before "$current" 2>/dev/null)
                if test "$answer" = '<files>'
                    set -l prefix (string match -r -- '^--[^=]*=' "$current")
                    for path in (__fish_complete_path (string replace -r -- '^--[^=]*=' '' "$current"))
                        echo "$prefix$path"
                    end
                else
                    echo "$answer"
                end
            end
        end
        complete -c vidproc -f -a '(__vidproc_complete)'

        """#
}
