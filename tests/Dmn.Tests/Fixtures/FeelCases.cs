using System.Runtime.CompilerServices;
using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Fixtures;

/// <summary>
/// Cases in FEEL's own language: in the files *.feel.md, a line of a code block is <c>expression ==> expected</c>. The
/// expected side is an expression too, or <c>null CODE</c>: null for that cause.
/// </summary>
public sealed class FeelCases
{
    public static TheoryData<string> Files() =>
        [.. Directory.GetFiles(Folder(), "*.feel.md").Select(f => Path.GetFileName(f)!).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_line_gives_what_it_says(string file)
    {
        var wrong = new List<string>();
        var isCode = false;
        foreach (var line in File.ReadAllLines(Path.Combine(Folder(), file)))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                isCode = !isCode;
            else if (isCode && line.Trim().Length > 0 && Problem(line) is { } problem)
                wrong.Add(problem);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string? Problem(string line)
    {
        var parts = line.Split("==>", 2, StringSplitOptions.TrimEntries);
        if (parts.Length != 2)
            return $"no ==> in: {line}";
        var (value, diagnostics) = FeelRun.Evaluate(parts[0]);
        if (parts[1].StartsWith("null DMN", StringComparison.Ordinal))
        {
            var code = parts[1][5..];
            return value.IsNull && diagnostics.Any(d => d.Code == code && d.Position is not null) ? null
                : $"{line} — {ValueText.Nested(value)} {string.Join(' ', diagnostics.Select(d => d.Code))}";
        }

        var expected = FeelRun.Evaluate(parts[1]).Value;
        return ValueOrder.AreIdentical(value, expected) ? null
            : $"{line} — {ValueText.Nested(value)} {string.Join(' ', diagnostics.Select(d => d.ToLine("en")))}";
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
