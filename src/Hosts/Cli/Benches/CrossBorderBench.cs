using System.Diagnostics;
using System.Net.Http.Headers;
using Huoshui.Cli.Border.Demo;
using Huoshui.Policies;
using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier.Packages;
using PackagePresentation = Huoshui.TransparencyLogVerifier.Packages.Presentation;

namespace Huoshui.Cli.Benches;

/// <summary>
/// <c>huoshui bench crossborder</c>: users who issue at a provider's desk, carry, and have it verified; two nodes with
/// three witnesses and the desk are processes of their own, the users are this one.
/// </summary>
internal sealed class CrossBorderBench : IAsyncDisposable
{
    private const int Users = 1_000;
    private const int WarmUp = 20;
    private const double GoalSeconds = 2;
    private const double P50 = 0.50;
    private const double P95 = 0.95;
    private const int TokenLength = 40;
    private const string Bank = "bank.example.hk/bench";
    private const string Scenario = "crossborder/creditreport";

    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly BenchFigures _figures = new();
    private readonly PolicyLibrary _library = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);
    private readonly BorderHouse _house;
    private readonly ChildNode _desk;
    private readonly HttpClient _client;
    private readonly BorderJudge _judge;
    private int _number;

    private CrossBorderBench(BorderHouse house, ChildNode desk, string address, string token)
    {
        (_house, _desk) = (house, desk);
        _judge = new BorderJudge(_library, house.Trust());
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Users })
        {
            BaseAddress = new Uri(address),
            Timeout = Longest,
        };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<BenchFigure>> RunAsync(
        BenchSettings settings, CancellationToken cancellationToken)
    {
        await using var house = await BorderHouse.OpenAsync(settings.WorkFolder, cancellationToken);
        var token = new string('b', TokenLength);
        await File.WriteAllTextAsync(house.At("token"), token, cancellationToken);
        var (desk, address) = await ChildNode.StartAsync(
            house.PassphraseFile, cancellationToken, "border", "desk", "--provider",
            house.At(BorderHouse.Providers[0].Folder), "--server", house.Shenzhen, "--urls", "http://127.0.0.1:0",
            "--token-file", house.At("token"));
        await using var bench = new CrossBorderBench(house, desk, address, token);
        return await bench.MeasureAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _desk.DisposeAsync();
    }

    private async Task<IReadOnlyList<BenchFigure>> MeasureAsync(CancellationToken cancellationToken)
    {
        (await _client.PostAsync("/api/v1/publications", null, cancellationToken)).EnsureSuccessStatusCode();
        _judge.Fetch([.. BorderHouse.Providers.Take(1).Select(p => _house.At(p.Folder + "/public"))]);
        for (var i = 0; i < WarmUp; i++)
            await UserAsync(TimeSpan.Zero, cancellationToken);
        await WaveAsync("1,000 users within 10 s", Arrival, GoalSeconds, cancellationToken);
        await WaveAsync("1,000 users at once", TimeSpan.Zero, null, cancellationToken);
        return _figures.All;
    }

    private async Task WaveAsync(string name, TimeSpan over, double? goal, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var users = Enumerable.Range(0, Users).Select(i => UserAsync(over * ((double)i / Users), cancellationToken));
        var times = await Task.WhenAll(users);
        var whole = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var good = times.Where(t => t is not null).Select(t => t!.Value.TotalSeconds).Order().ToList();
        _figures.Add(new BenchFigure($"{name}: issue, carry, verify, p50", Rank(good, P50), "s"));
        _figures.Add(new BenchFigure($"{name}: issue, carry, verify, p95", Rank(good, P95), "s", AtMost: goal));
        _figures.Add(new BenchFigure($"{name}: whole", whole, "s"));
        _figures.Add(new BenchFigure($"{name}: errors", times.Length - good.Count, "users", AtMost: 0));
    }

    // From the moment the user arrives until the bank has judged; null if it did not accept.
    private async Task<TimeSpan?> UserAsync(TimeSpan arrival, CancellationToken cancellationToken)
    {
        await Task.Delay(arrival, TimeProvider.System, cancellationToken);
        var begun = Stopwatch.GetTimestamp();
        var number = Interlocked.Increment(ref _number);
        var holder = HolderKeys.Generate();
        var wish = SampleDocuments.Of(_library.Pack(Scenario)!, number, "zh-Hant", holder.Public);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/packages")
        {
            Content = JsonContent.Create(new
            {
                scenario = wish.Scenario,
                document = wish.Document.ToArray(),
                purposes = wish.Purposes,
                language = wish.Language,
                agreed = true,
                holder = holder.Public.ToString(),
            }),
        };
        await request.Content.LoadIntoBufferAsync(cancellationToken); // only a told length makes it small
        request.Headers.Add("Idempotency-Key", $"bench-{number}");
        using var answer = await _client.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            return null;
        var (parts, _) = PackageParts.Read(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        return parts is not null && Accepts(parts, holder) ? Stopwatch.GetElapsedTime(begun) : null;
    }

    private bool Accepts(PackageParts parts, HolderKeys holder)
    {
        var now = TimeProvider.System.GetUtcNow();
        var shown = PackagePresenter.Choose(
            parts, new PackageChoice(false, true, new HashSet<string>(StringComparer.Ordinal) { "rating" }));
        var presentation = PackagePresentation.Of(shown.ToArray(), Bank, "loan", "n", now, now.AddMinutes(5));
        var package = PackagePresenter.Sign(shown, presentation, holder).ToArray();
        return _judge.Judge(package, _judge.Ask(now, "loan", Bank, "n")).Verdict.IsAccepted;
    }

    private static double Rank(List<double> sorted, double share) =>
        sorted.Count == 0 ? double.PositiveInfinity : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
}
