using System.Globalization;
using System.Text;

namespace Huoshui.Cli.Benches;

/// <summary>Prints figures, and keeps them in bench/RESULTS.md with machine and date.</summary>
internal static class BenchReport
{
    private const string CpuInfo = "/proc/cpuinfo";
    private const string LoadAverage = "/proc/loadavg";

    /// <summary>Tells a figure as soon as it is measured: a long run that is stopped has said what it knew.</summary>
    public static void Tell(BenchFigure figure) =>
        Console.Error.WriteLine($"  {figure.Name}: {Number(figure.Value)} {figure.Unit}");

    public static void Print(string bench, IReadOnlyList<BenchFigure> figures)
    {
        Console.WriteLine(bench);
        foreach (var figure in figures)
            Console.WriteLine($"  {figure.Name,-58} {Number(figure.Value),12} {figure.Unit,-14} {Goal(figure)}");
    }

    /// <summary>Appends a section and says where.</summary>
    public static string Append(string bench, IReadOnlyList<BenchFigure> figures, DateTimeOffset at)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\n## {bench}, {at:yyyy-MM-dd HH:mm} UTC\n\n")
            .Append(CultureInfo.InvariantCulture, $"{Machine()}; {Load()}.\n\n")
            .Append("| what | value | unit | goal |\n|---|---:|---|---|\n");
        foreach (var figure in figures)
            text.Append(CultureInfo.InvariantCulture, $"| {figure.Name} | {Number(figure.Value)} | {figure.Unit} | {Goal(figure)} |\n");
        var path = Path.Combine(Repository(), "bench", "RESULTS.md");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.AppendAllText(path, text.ToString());
        return path;
    }

    private static string Goal(BenchFigure figure) => figure.AtMost is { } most
        ? $"≤ {Number(most)}: {Met(figure)}"
        : figure.AtLeast is { } least ? $"≥ {Number(least)}: {Met(figure)}" : string.Empty;

    private static string Met(BenchFigure figure) => figure.IsMet == true ? "met" : "missed";

    private static string Number(double value) => value switch
    {
        >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("N1", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    private static string Machine()
    {
        var model = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[^1].Trim()
            : null;
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        return string.Create(
            CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} × {model ?? "unknown processor"}, {memory:0} GiB");
    }

    // What else ran: a figure means little without it.
    private static string Load() => File.Exists(LoadAverage)
        ? "load average at the end (1, 5, 15 min) " + string.Join(' ', File.ReadAllText(LoadAverage).Split(' ').Take(3))
        : "load unknown";

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Huoshui.slnx")))
                return folder.FullName;
        }

        return Environment.CurrentDirectory;
    }
}
