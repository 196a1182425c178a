using System.Globalization;
using System.Text.Json;

namespace Huoshui.Cli.Border;

/// <summary>
/// What a node tells who watches it, besides its log: how often its gate refused, by hour and code, and which proofs of
/// forks its witness keeps. Nothing of what was refused.
/// </summary>
internal static class NodeReports
{
    private const int HourSeconds = 3600;

    /// <summary><c>GET /egress-refusals</c>: hours since 1970, codes, counts, from the two files that are
    /// kept.</summary>
    public static void MapRefusals(WebApplication app, string file) => app.MapGet("/egress-refusals", () =>
    {
        string[] files = [file + ".1", file];
        var lines = files.Where(File.Exists).SelectMany(Lines);
        return Results.Json(lines.Select(Read).OfType<(long Hour, string Code)>().GroupBy(r => r)
            .OrderBy(g => g.Key.Hour).ThenBy(g => g.Key.Code, StringComparer.Ordinal)
            .Select(g => new { hour = g.Key.Hour, code = g.Key.Code, count = g.Count() }));
    });

    /// <summary><c>GET /forks</c> and <c>/forks/NAME</c>: proofs that anybody can verify.</summary>
    public static void MapForks(WebApplication app, string witnessFolder)
    {
        var folder = Path.Combine(witnessFolder, "forks");
        app.MapGet("/forks", () => Results.Json(Names(folder)));
        app.MapGet("/forks/{name}", (string name) =>
        {
            return Names(folder).Contains(name, StringComparer.Ordinal)
                ? Results.Bytes(File.ReadAllBytes(Path.Combine(folder, name)), "text/plain; charset=utf-8")
                    : Results.NotFound();
        });
    }

    private static string[] Names(string folder) => Directory.Exists(folder)
        ? [
            .. Directory.EnumerateFiles(folder, "*.fork-proof").Select(f => Path.GetFileName(f))
                .Order(StringComparer.Ordinal),
        ]
        : [];

    // The gate writes while this reads.
    private static IEnumerable<string> Lines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static (long Hour, string Code)? Read(string line)
    {
        try
        {
            using var read = JsonDocument.Parse(line);
            var at = DateTimeOffset.Parse(read.RootElement.GetProperty("at").GetString()!,
                CultureInfo.InvariantCulture);
            return (at.ToUnixTimeSeconds() / HourSeconds, read.RootElement.GetProperty("code").GetString()!);
        }
        catch (Exception error) when (error is JsonException or FormatException or KeyNotFoundException)
        {
            return null; // a line that is being written
        }
    }
}
