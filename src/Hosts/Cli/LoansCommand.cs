using System.CommandLine;
using System.Globalization;
using Huoshui.Policies;
using Huoshui.Portal;
using Huoshui.Systems.OnlineLoans;
using Huoshui.Systems.OnlineLoans.Sources;

namespace Huoshui.Cli;

/// <summary><c>huoshui loans sources</c>: the seeded sources of facts, for trying out online loans.</summary>
internal static class LoansCommand
{
    private static readonly Option<int> Port = new("--port")
    {
        Description = "监听端口 / port to listen on",
        DefaultValueFactory = _ => 5090,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "随机种子 / random seed",
        DefaultValueFactory = _ => 7,
    };

    private static readonly Option<int> Delay = new("--delay")
    {
        Description = "平均回答时间（毫秒）/ mean time to an answer in milliseconds",
    };

    private static readonly Option<int> Spread = new("--spread")
    {
        Description = "与平均值的最大相差（毫秒）/ largest difference from the mean in milliseconds",
    };

    private static readonly Option<string[]> Down = new("--down")
    {
        Description = $"不回答的数据源：{string.Join("、", LoanSources.All)} / sources that do not answer",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var sources = new Command(
            "sources",
            """
            样例数据源：真实的 HTTP 服务，答案由种子决定 / seeded sources of facts: a real HTTP server
            例 example: huoshui loans sources --port 5090 --delay 200 --spread 100
            """)
        {
            Port, Seed, Delay, Spread, Down,
        };
        sources.SetAction(RunAsync);
        return new Command("loans", "线上贷款 / online loans") { sources };
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var settings = new StubSettings(parse.GetValue(Seed), parse.GetValue(Delay), parse.GetValue(Spread));
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{parse.GetValue(Port)}");
        try
        {
            await using var stub = await StubSources.StartAsync(settings, url, cancellationToken);
            foreach (var source in parse.GetValue(Down) ?? [])
            {
                if (!LoanSources.All.Contains(source))
                {
                    return Say.Wrong(
                        $"--down {source}：没有这个数据源，有 {string.Join("、", LoanSources.All)} / no such source");
                }

                stub.Set(source, StubMode.Down);
            }

            Console.WriteLine($"样例数据源已启动 / sample sources listen: {stub.Address}");
            var policy = new LoanPolicy(
                PolicyLibrary.Load(
                    HuoshuiOptions.FromEnvironment(".").PoliciesFolder ?? PolicyLibrary.FindFolder(),
                    ModelLoading.WhenAsked),
                TimeProvider.System);
            var samples = SampleApplicants.Find(policy, settings.Seed);
            stub.Prepare(samples, policy);
            foreach (var line in LoanText.Samples(samples))
                Console.WriteLine(line);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // asked to end
        }
        catch (IOException error)
        {
            return Say.Wrong($"huoshui loans sources: {Failure.Line(error)}");
        }

        return ExitCodes.Good;
    }
}
