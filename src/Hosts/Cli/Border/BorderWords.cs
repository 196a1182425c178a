using System.CommandLine;
using Huoshui.TransparencyLogVerifier;

namespace Huoshui.Cli.Border;

/// <summary>The language of what the commands of the border print: both where none is asked.</summary>
/// <param name="Language"><c>zh</c>, <c>en</c>, or null for both.</param>
internal sealed record BorderWords(string? Language)
{
    /// <summary>Both languages.</summary>
    public static BorderWords Both { get; } = new((string?)null);

    /// <summary><c>--lang</c>.</summary>
    public static Option<string?> Option { get; } = Choice();

    /// <summary>What a command was asked for.</summary>
    public static BorderWords Of(ParseResult parse) => new(parse.GetValue(Option));

    /// <summary>A text in the language, or both.</summary>
    public string In(string zh, string en) => Language switch { "zh" => zh, "en" => en, _ => $"{zh} / {en}" };

    /// <summary>A refusal as one line.</summary>
    public string Line(Refusal refusal) => $"{refusal.Code} {In(refusal.Zh, refusal.En)}";

    private static Option<string?> Choice()
    {
        var option = new Option<string?>("--lang")
        {
            Description = "输出语言 zh 或 en；缺省两种都有 / language of the output: zh or en; both by default",
        };
        option.AcceptOnlyFromAmong("zh", "en");
        return option;
    }
}
