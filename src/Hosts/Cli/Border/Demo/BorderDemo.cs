using System.Text.Json;
using Huoshui.Cli.Demo;
using Huoshui.Policies;
using Huoshui.TransparencyLog;

namespace Huoshui.Cli.Border.Demo;

/// <summary>
/// <c>huoshui border demo</c>, also a part of <c>huoshui demo</c>: two logs and three witnesses in three processes, and
/// the story once; a later start starts the processes again and shows what came out.
/// </summary>
internal sealed class BorderDemo : IAsyncDisposable
{
    private const string SummaryFile = "demo.json";

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly BorderHouse _house;

    private BorderDemo(BorderHouse house) => _house = house;

    /// <summary>The running nodes.</summary>
    public BorderHouse House => _house;

    /// <summary>Starts the nodes, and runs the story if the folder has none yet.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DemoFailedException">A node did not start, or a verification came out otherwise.</exception>
    public static async Task<BorderDemo> RunAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            var demo = new BorderDemo(await BorderHouse.OpenAsync(folder, cancellationToken));
            try
            {
                if (!File.Exists(demo._house.At(SummaryFile)))
                    await demo.TellAsync(cancellationToken);
                return demo;
            }
            catch
            {
                await demo.DisposeAsync();
                throw;
            }
        }
        catch (Exception error) when (error is LogRefusedException or InvalidDataException or HttpRequestException)
        {
            throw new DemoFailedException($"跨境演示 / cross-border demo, {folder}: {error.Message}");
        }
    }

    /// <summary>What came out, and where to look.</summary>
    public IEnumerable<string> Lines()
    {
        var summary = JsonSerializer.Deserialize<Summary>(File.ReadAllBytes(_house.At(SummaryFile)), Form)!;
        yield return $"跨境数据验证：深圳、香港两个日志，三个见证人，已发行 {summary.Issued} 份样例 / data across the border: two logs, three "
            + $"witnesses, {summary.Issued} samples issued";
        foreach (var outcome in summary.Outcomes)
        {
            var mark = outcome.Expected is null ? "✓ 通过 accepted" : $"✗ 不通过 refused {outcome.Expected}";
            yield return $"  {mark}  {outcome.Zh} / {outcome.En}：packages/{outcome.Name}.zip";
        }

        yield return $"  看 / look into {LoanText.Quoted(_house.At(string.Empty))}：packages、records、trust.json、nodes.json";
    }

    /// <summary>Where the nodes listen, and how to open a provider's desk.</summary>
    public IEnumerable<string> Running()
    {
        yield return $"  深圳 Shenzhen {_house.Shenzhen}/checkpoint，香港 Hong Kong {_house.HongKong}/checkpoint，"
            + $"见证人 witness {_house.Neutral}";
        yield return "  提供方办理台 / a provider's desk:";
        var provider = LoanText.Quoted(_house.At(BorderHouse.Providers[0].Folder));
        yield return $"    ./huoshui border desk --provider {provider} "
            + $"--passphrase-file {LoanText.Quoted(_house.PassphraseFile)} --server {_house.Shenzhen}";
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        foreach (var left in new[] { "holder.json", "second-history.signed-checkpoint" })
            File.Delete(_house.At(left)); // of a run that stopped half-way
        if (Directory.Exists(_house.At("second-history")))
            Directory.Delete(_house.At("second-history"), recursive: true);
        var library = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);
        await using var story = new BorderStory(_house, library);
        var outcomes = await story.RunAsync(cancellationToken);
        var summary = new Summary(story.Issued, outcomes);
        await File.WriteAllBytesAsync(
            _house.At(SummaryFile), JsonSerializer.SerializeToUtf8Bytes(summary, Form), cancellationToken);
    }

    private sealed record Summary(int Issued, IReadOnlyList<BorderOutcome> Outcomes);
}
