using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace Huoshui.Cli.VtlRuns;

/// <summary>VTL5xxx: what goes wrong while a statement is executed; the engine's SQL gives the code where it asks for
/// the error itself, and the database's own errors are sorted here.</summary>
internal sealed partial class VtlRuntimeException(string message) : Exception(message)
{
    public static VtlRuntimeException Of(string statement, DuckDBException exception)
    {
        var text = exception.Message.Split('\n')[0];
        var own = OwnError().Match(text);
        var (code, what) = own.Success ? (own.Groups["code"].Value, own.Groups["text"].Value)
            : text.Contains("Conversion", StringComparison.Ordinal) ? ("VTL5002", text)
            : text.Contains("Out of Range", StringComparison.OrdinalIgnoreCase) ? ("VTL5004", text)
            : ("VTL5000", text);
        return new VtlRuntimeException($"{statement}: {code} {what}");
    }

    public static VtlRuntimeException DuplicateIdentifiers(string statement, string key) => new(
        $"{statement}: VTL5003 标识（{key}）在结果中出现两次 / the identifiers ({key}) appear twice in the result");

    public static VtlRuntimeException NullIdentifier(string statement, string component) => new(
        $"{statement}: VTL5005 结果的标识 {component} 为空 / identifier {component} of the result is null");

    [GeneratedRegex("(?<code>VTL5[0-9]{3}):? (?<text>.*)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OwnError();
}
