using System.CommandLine;
using System.Globalization;
using Huoshui.Cli.Demo;
using Huoshui.Portal;
using Huoshui.Registry;
using Huoshui.Systems.Indicators;
using Huoshui.Systems.OnlineLoans;
using Huoshui.Systems.OnlineLoans.Sources;

namespace Huoshui.Cli;

/// <summary><c>huoshui demo</c>: the whole journey on the generated city, then the portal.</summary>
internal static class DemoCommand
{
    private static readonly Option<decimal> Scale = new("--scale")
    {
        Description = "城市规模，1 = 131.05 万户普惠借款人 / size of the city, 1 = 1.3105 million inclusive borrowers",
        DefaultValueFactory = _ => 0.001m,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "随机种子 / random seed",
        DefaultValueFactory = _ => 7,
    };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "门户端口 / port of the portal",
        DefaultValueFactory = _ => 5080,
    };

    private static readonly Option<bool> NoServe = new("--no-serve")
    {
        Description = "只生成与报送，不启动门户 / do not start the portal",
    };

    public static Command Create()
    {
        var command = new Command(
            "demo",
            "生成城市、报送、校验、受理、计算、发布并启动门户 / generate a city, file it, check, accept, compute, publish, serve"
            + "\n例 / example: huoshui demo --scale 0.001 --data data")
        {
            Scale, Seed, CommonOptions.Data, Port, NoServe,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(parsed.GetRequiredValue(CommonOptions.Data));
        var state = new DemoState(parsed.GetValue(Scale), parsed.GetValue(Seed), IsComplete: false);
        if ((CommonOptions.ScaleProblem(parsed.GetValue(Scale)) ?? state.Conflict(folder)) is { } conflict)
            return Say.Wrong(conflict);
        await using var nodes = new BorderNodes();
        try
        {
            Directory.CreateDirectory(folder);
            var isEqual = await JourneyAsync(folder, state, nodes, cancellationToken);
            if (parsed.GetValue(NoServe))
            {
                PrintNext(folder, parsed.GetValue(Port));
                return isEqual ? ExitCodes.Good : ExitCodes.InputFailed;
            }
        }
        catch (Exception error) when (error is DemoFailedException or ArgumentOutOfRangeException or IOException)
        {
            return Say.Wrong($"huoshui demo: {error.Message}");
        }

        await using var sources = await StubSources.StartAsync(
            new StubSettings(state.Seed, DelayMilliseconds: 200, SpreadMilliseconds: 100), "http://127.0.0.1:0",
            cancellationToken);
        var loans = new LoanOptions
        {
            LenderId = DemoRun.BankOf(folder),
            Sources = sources.Address,
            SampleSeed = state.Seed,
        };
        return await ServeCommand.RunAsync(
            new PortalOptions
            {
                Platform = HuoshuiOptions.FromEnvironment(folder) with { Loans = loans },
                Urls = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{parsed.GetValue(Port)}"),
                Started = (url, services) => StartedAsync(url, services, sources, nodes),
            },
            cancellationToken);
    }

    private static Task StartedAsync(
        string url, IServiceProvider services, StubSources sources, BorderNodes nodes)
    {
        var samples = services.GetRequiredService<LoanSamples>().All();
        sources.Prepare(samples, services.GetRequiredService<LoanPolicy>());
        return ServeCommand.SayAsync(url, [.. LoanText.Samples(samples), .. LoanText.Walk(url), .. nodes.Walk(url)]);
    }

    private static async Task<bool> JourneyAsync(
        string folder, DemoState state, BorderNodes nodes, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error))
            .AddHuoshui(HuoshuiOptions.FromEnvironment(folder))
            .BuildServiceProvider();
        var run = new DemoRun(services, folder, state);
        try
        {
            await run.PrepareAsync(cancellationToken);
            var values = await services.GetRequiredService<FigureCalculator>().AllAsync(null, null, cancellationToken);
            await run.PublishAsync(values, cancellationToken);
            await nodes.RunAsync(Path.Combine(folder, "crossborder"), services, cancellationToken);
            var truth = CityFolder.ReadTruth(Path.Combine(folder, "truth.json"));
            var isEqual = TruthTable.Print(values, truth, OutputLanguage.OfEnvironment());
            (state with { IsComplete = true }).Write(folder);
            return isEqual;
        }
        finally
        {
            PrintAccounts(run.Accounts); // also when it stops half-way: no later start can show them
        }
    }

    // The portal is another command, and the other commands look into ./data unless told otherwise.
    private static void PrintNext(string folder, int port)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}");
        Console.WriteLine($"下一步：启动门户并用浏览器打开 {url} / next: start the portal and open {url} in a browser:");
        Console.WriteLine($"  ./huoshui serve --data {LoanText.Quoted(folder)} --urls {url}");
        Console.WriteLine(
            $"其他命令也要带上 --data {LoanText.Quoted(folder)} / "
            + $"the other commands take --data {LoanText.Quoted(folder)} too");
        Console.WriteLine("跨境的节点已停下；要在门户旁再运行 / the cross-border nodes have stopped; to run them beside the portal:");
        Console.WriteLine($"  ./huoshui border demo --dir {LoanText.Quoted(Path.Combine(folder, "crossborder"))}");
        foreach (var line in LoanText.State(new LoanOptions(), folder))
            Console.WriteLine(line);
    }

    private static void PrintAccounts(IReadOnlyList<IssuedAccount> accounts)
    {
        if (accounts.Count == 0)
        {
            Console.WriteLine(
                "演示用户的口令首次启动时已列出；忘记了用 huoshui user reset 重置，huoshui user list 列出用户 / "
                + "passwords of the demo accounts were shown at the first start; huoshui user reset makes a new one");
            return;
        }

        Console.WriteLine("演示用户（只显示这一次）/ demo accounts (shown this once):");
        foreach (var account in accounts)
            Console.WriteLine($"  {account.Name,-24} {account.Password}  {account.InstitutionId}");
    }
}
