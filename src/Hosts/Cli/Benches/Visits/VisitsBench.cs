using System.Globalization;
using Huoshui.Portal;

namespace Huoshui.Cli.Benches.Visits;

/// <summary>
/// 千企万户大走访 at the size of the city (scale 1: 1.5 million entities, 5 million events, 60 banks): the portal over
/// HTTP with a reader of each role, searches, phones that send their visits at once, a register with bad rows, and the
/// counters against the raw events. Times are those of the client, the server's and the loopback's together.
/// </summary>
internal static class VisitsBench
{
    private const int AllEntities = 1_500_000;
    private const int AllImported = 1_000_000;
    private const int AllPhones = 500;
    private const int FewestPhones = 5;

    /// <summary>What can be measured alone, on a store that is filled.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["change", "pages", "phones", "import", "recount"];

    public static async Task<IReadOnlyList<BenchFigure>> RunAsync(
        BenchSettings settings, CancellationToken cancellationToken)
    {
        using var own = settings.PostgreSql == "own" ? BenchPostgres.Start()
            ?? throw new InvalidOperationException("PostgreSQL is not installed: apt-get install postgresql") : null;
        var options = HuoshuiOptions.FromEnvironment(settings.DataFolder ?? settings.WorkFolder) with
        {
            PostgreSql = own?.ConnectionString ?? settings.PostgreSql,
        };
        var figures = new BenchFigures();
        var kind = settings.PostgreSql is null ? "SQLite" : "PostgreSQL";
        figures.Add(new("scale of the city", (double)settings.Scale, kind));
        await using var app = await PortalHost.StartAsync(
            new PortalOptions { Platform = options, Urls = "http://127.0.0.1:0", SignInsPerMinute = 1_000 },
            cancellationToken);
        var (url, services) = (app.Urls.First(), app.Services);
        var store = new BenchStore(services, Scaled(settings, AllEntities));
        await store.PrepareAsync(cancellationToken);
        if (!store.IsFilled)
        {
            await ChangeAsync(store, figures, "on an empty store", 0, cancellationToken);
            await store.FillAsync(figures, cancellationToken);
        }

        await MeasureAsync(settings, url, store, figures, cancellationToken);
        await app.StopAsync(cancellationToken);
        return figures.All;
    }

    private static async Task MeasureAsync(
        BenchSettings settings, string url, BenchStore store, BenchFigures figures, CancellationToken cancellationToken)
    {
        bool Runs(string part) => settings.Only is null || settings.Only == part;
        if (Runs("change"))
            await ChangeAsync(store, figures, "on the full store", 1, cancellationToken);
        if (Runs("pages"))
            await BenchReaders.RunAsync(url, store, figures, cancellationToken);
        var phones = settings.PostgreSql is null ? Math.Max(FewestPhones, Scaled(settings, AllPhones)) : AllPhones;
        if (Runs("phones"))
            await BenchPhones.RunAsync(url, store, phones, figures, cancellationToken);
        if (Runs("import"))
        {
            await BenchImport.RunAsync(
                store, Scaled(settings, AllImported), settings.WorkFolder, figures, cancellationToken);
        }

        if (Runs("recount"))
            await store.RecountAsync(figures, cancellationToken);
    }

    private static async Task ChangeAsync(
        BenchStore store, BenchFigures figures, string where, int turn, CancellationToken cancellationToken)
    {
        var times = await store.ChangeAsync(turn, cancellationToken);
        figures.Add(new($"one visit saved with its counters, {where}: median", BenchPages.Rank(times, 0.5), "ms"));
        figures.Add(new($"one visit saved with its counters, {where}: p95", BenchPages.Rank(times, 0.95), "ms"));
    }

    private static int Scaled(BenchSettings settings, int all) =>
        Math.Max(1, (int)decimal.Round(all * settings.Scale, MidpointRounding.AwayFromZero));

    /// <summary>A number as an address writes it.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
