using System.Diagnostics;
using System.Globalization;
using Huoshui.Registry;
using Huoshui.Systems.Visits.Import;

namespace Huoshui.Cli.Benches.Visits;

/// <summary>A register of new entities, one row in a hundred bad, imported twice.</summary>
internal static class BenchImport
{
    private const int First = 30_000_000;
    private const int RowsOfRun = 1_000_000;
    private const int Runs = 25;
    private const int BadOf = 100;
    private const double SecondsOfMillion = 600;

    public static async Task RunAsync(
        BenchStore store, int rows, string folder, BenchFigures figures, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "register.csv");
        var bad = await WriteAsync(path, First + (store.Run % Runs * RowsOfRun), rows, store.Streets);
        var viewer = Viewer.Operator("bench");
        var import = store.Get<EntityImport>();
        var begun = Stopwatch.GetTimestamp();
        await using var file = File.OpenRead(path);
        var run = (await import.RunAsync(viewer, file, path, null, cancellationToken)).Value!;
        var took = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        double? goal = rows >= 1_000_000 ? SecondsOfMillion : null;
        figures.Add(new($"import of {rows:N0} rows, 1 % bad: took", took, "s", goal));
        figures.Add(new("import: rows a second", rows / took, "rows"));
        figures.Add(new("import: good rows lost", rows - bad - run.Added, "rows", AtMost: 0));
        figures.Add(new("import: bad rows not told", bad - run.Rejected, "rows", AtMost: 0));
        file.Position = 0;
        begun = Stopwatch.GetTimestamp();
        run = (await import.RunAsync(viewer, file, path, null, cancellationToken)).Value!;
        figures.Add(new("import again: took", Stopwatch.GetElapsedTime(begun).TotalSeconds, "s"));
        figures.Add(new("import again: added twice", run.Added, "rows", AtMost: 0));
    }

    private static async Task<int> WriteAsync(string path, int first, int rows, IReadOnlyList<Street> streets)
    {
        await using var text = new StreamWriter(path);
        await text.WriteLineAsync("统一社会信用代码,名称,街道代码");
        var bad = 0;
        for (var n = 0; n < rows; n++)
        {
            var (code, street) = (BenchRegister.UsciOf(first + n), streets[n % streets.Count].Code);
            if (n % BadOf == 7)
            {
                bad++;
                var wrong = code[..17] + (code[17] == '0' ? '1' : '0');
                (code, street) = n % 200 == 7 ? (wrong, street) : (code, "440106001");
            }

            await text.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{code},导入第{n}商行,{street}"));
        }

        return bad;
    }
}
