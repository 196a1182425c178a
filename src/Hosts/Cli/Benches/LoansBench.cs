using System.Diagnostics;
using System.Globalization;
using Huoshui.Operations;
using Huoshui.Portal;
using Huoshui.Registry;
using Huoshui.Systems.OnlineLoans;
using Huoshui.Systems.OnlineLoans.Sources;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli.Benches;

/// <summary>
/// Online loans on PostgreSQL, with sources that answer over HTTP in 200 ms ± 100: a thousand applications at once, a
/// worker killed in the middle, and as many a second as it can sustain. Applications are handed in by calls in
/// process, not over HTTP; the sources' server runs in the same process and costs its share.
/// </summary>
internal static class LoansBench
{
    private const int AtOnce = 1_000;
    private const int WarmUp = 300;
    private const int BeforeStream = 4_000; // so that the stream runs code that is compiled for good
    private const int Sustained = 6_000;
    private const int Senders = 32;
    private const int DecidedBeforeKill = 300;
    private const double P95 = 0.95;
    private const string Lender = "BENCH";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    private static readonly Viewer Applicant = new(
        "bench", new HashSet<string>(StringComparer.Ordinal) { Roles.PublicReader }, null, SeesClear: false);

    public static async Task<IReadOnlyList<BenchFigure>> RunAsync(
        BenchSettings settings, CancellationToken cancellationToken)
    {
        using var postgres = BenchPostgres.Start()
            ?? throw new InvalidOperationException("PostgreSQL is not installed: apt-get install postgresql");
        await using var stub = await StubSources.StartAsync(
            new StubSettings(7, DelayMilliseconds: 200, SpreadMilliseconds: 100), "http://127.0.0.1:0",
            cancellationToken);
        var options = HuoshuiOptions.FromEnvironment(settings.WorkFolder) with
        {
            PostgreSql = postgres.ConnectionString,
            Loans = new LoanOptions { LenderId = Lender, Sources = stub.Address },
        };
        var figures = new List<BenchFigure>();
        await using (var bank = await Bank.OpenAsync(options, works: true, cancellationToken))
        {
            await bank.SendAsync(WarmUp, cancellationToken);
            await bank.DecidedAsync(WarmUp, cancellationToken);
            figures.AddRange(await AtOnceAsync(bank, cancellationToken));
            figures.AddRange(await SustainedAsync(bank, cancellationToken));
        }

        await using (var bank = await Bank.OpenAsync(options, works: false, cancellationToken))
            figures.AddRange(await KilledAsync(bank, options, cancellationToken));
        return figures;
    }

    private static async Task<IReadOnlyList<BenchFigure>> AtOnceAsync(Bank bank, CancellationToken cancellationToken)
    {
        var before = await bank.CountAsync(cancellationToken);
        await bank.SendAsync(AtOnce, cancellationToken);
        await bank.DecidedAsync(before + AtOnce, cancellationToken);
        var times = await bank.TimesAsync(AtOnce, cancellationToken);
        return
        [
            Tell(new BenchFigure("1,000 at once: decided", times.Count, "applications", AtLeast: AtOnce)),
            Tell(new BenchFigure(
                "1,000 at once: own compute p95 (elapsed, bounds CPU)", Rank(times, t => t.Compute), "ms", AtMost: 50)),
            Tell(new BenchFigure(
                "1,000 at once: application to decision p95", Rank(times, t => t.Wall) / 1000, "s", AtMost: 10)),
            Tell(new BenchFigure("1,000 at once: waiting for sources p95", Rank(times, t => t.Sources) / 1000, "s")),
            Tell(new BenchFigure(
                "1,000 at once: queue and store p95", Rank(times, t => t.Wall - t.Sources - t.Compute) / 1000, "s")),
        ];
    }

    private static async Task<IReadOnlyList<BenchFigure>> SustainedAsync(Bank bank, CancellationToken cancellationToken)
    {
        var before = await bank.CountAsync(cancellationToken) + BeforeStream;
        await bank.SendAsync(BeforeStream, cancellationToken);
        await bank.DecidedAsync(before, cancellationToken);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var begun = Stopwatch.GetTimestamp();
        await bank.SendAsync(Sustained, cancellationToken);
        await bank.DecidedAsync(before + Sustained, cancellationToken);
        var took = Stopwatch.GetElapsedTime(begun);
        var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        return
        [
            Tell(new BenchFigure(
                "6,000 in a stream: applied for and decided", Sustained / took.TotalSeconds, "a second", AtLeast: 200)),
            Tell(new BenchFigure(
                "6,000 in a stream: CPU of the whole process each (with HTTP, store client and the sources' server)",
                used.TotalMilliseconds / Sustained, "ms")),
        ];
    }

    // The worker is a process of its own, killed with SIGKILL in the middle of its work, and started again.
    private static async Task<IReadOnlyList<BenchFigure>> KilledAsync(
        Bank bank, HuoshuiOptions options, CancellationToken cancellationToken)
    {
        var before = await bank.CountAsync(cancellationToken);
        await bank.SendAsync(AtOnce, cancellationToken);
        var first = StartWorker(options);
        await bank.DecidedAsync(before + DecidedBeforeKill, cancellationToken);
        first.Kill();
        await first.WaitForExitAsync(cancellationToken);
        var kept = await bank.CountAsync(cancellationToken) - before;
        var second = StartWorker(options);
        try
        {
            await bank.DecidedAsync(before + AtOnce, cancellationToken);
        }
        finally
        {
            second.Kill();
            await second.WaitForExitAsync(CancellationToken.None);
        }

        var (decided, doubled) = await bank.AuditAsync(AtOnce, cancellationToken);
        return
        [
            Tell(new BenchFigure("killed in the middle: decided before the kill", kept, "applications")),
            Tell(new BenchFigure(
                "killed in the middle: decided after the restart", decided, "applications", AtLeast: AtOnce)),
            Tell(new BenchFigure("killed in the middle: lost", AtOnce - decided, "applications", AtMost: 0)),
            Tell(new BenchFigure("killed in the middle: decided twice", doubled, "applications", AtMost: 0)),
        ];
    }

    private static Process StartWorker(HuoshuiOptions options)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["work", "--data", options.DataFolder])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["HUOSHUI_POSTGRESQL"] = options.PostgreSql;
        start.Environment["HUOSHUI_LOAN_LENDER"] = Lender;
        start.Environment["HUOSHUI_LOAN_SOURCES"] = options.Loans.Sources!.ToString();
        var worker = Process.Start(start)!;
        worker.OutputDataReceived += static (_, _) => { };
        worker.BeginOutputReadLine();
        return worker;
    }

    private static double Rank(IReadOnlyList<Times> times, Func<Times, double> of) =>
        times.Select(of).Order().ElementAt((int)Math.Ceiling(P95 * times.Count) - 1);

    private static BenchFigure Tell(BenchFigure figure)
    {
        BenchReport.Tell(figure);
        return figure;
    }

    // Milliseconds of one application.
    private sealed record Times(double Wall, double Sources, double Compute);

    /// <summary>The bank's process: hands applications in, and works on them or leaves that to another.</summary>
    private sealed class Bank(IHost host) : IAsyncDisposable
    {
        private static int _firms;

        public static async Task<Bank> OpenAsync(
            HuoshuiOptions options, bool works, CancellationToken cancellationToken)
        {
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            builder.Services.AddHuoshui(options);
            if (works)
                builder.Services.AddOperationsWorkers();
            var host = builder.Build();
            await host.Services.GetRequiredService<OperationsDatabase>().PrepareAsync(cancellationToken);
            await host.StartAsync(cancellationToken);
            return new Bank(host);
        }

        public Task SendAsync(int count, CancellationToken cancellationToken) => Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = cancellationToken },
            async (_, token) =>
            {
                var request = Request(Interlocked.Increment(ref _firms));
                var answer = await Get<LoanDesk>().ApplyAsync(Applicant, request, token);
                if (!answer.Succeeded)
                    throw new InvalidOperationException(answer.Refusals[0].ToLine("en"));
            });

        public async Task DecidedAsync(int count, CancellationToken cancellationToken)
        {
            var begun = Stopwatch.GetTimestamp();
            while (await CountAsync(cancellationToken) < count)
            {
                if (Stopwatch.GetElapsedTime(begun) > Longest)
                    throw new InvalidOperationException($"not {count} applications are decided in {Longest}");
                await Task.Delay(50, cancellationToken);
            }
        }

        public async Task<int> CountAsync(CancellationToken cancellationToken)
        {
            await using var context = await ContextAsync(cancellationToken);
            return await context.Set<LoanApplication>().CountAsync(a => a.DecidedAt != null, cancellationToken);
        }

        public async Task<IReadOnlyList<Times>> TimesAsync(int last, CancellationToken cancellationToken)
        {
            await using var context = await ContextAsync(cancellationToken);
            var rows = await (
                from a in context.Set<LoanApplication>()
                join d in context.Set<LoanDecision>() on a.Id equals d.ApplicationId
                where d.IsChampion
                orderby a.AppliedAt descending
                select new { a.AppliedAt, a.DecidedAt, d.SourcesMicroseconds, d.ComputeMicroseconds })
                .Take(last).ToListAsync(cancellationToken);
            return [.. rows.Select(r => new Times(
                (r.DecidedAt!.Value - r.AppliedAt).TotalMilliseconds, r.SourcesMicroseconds / 1000.0,
                r.ComputeMicroseconds / 1000.0))];
        }

        /// <summary>Of the last applications: how many are decided, and how many have more than one decision.</summary>
        public async Task<(int Decided, int Doubled)> AuditAsync(int last, CancellationToken cancellationToken)
        {
            await using var context = await ContextAsync(cancellationToken);
            var rows = await context.Set<LoanApplication>().OrderByDescending(a => a.AppliedAt).Take(last)
                .Select(a => new
                {
                    Champions = a.Decisions.Count(d => d.IsChampion),
                    Ends = a.Steps.Count(s => s.Action == LoanAction.Approve || s.Action == LoanAction.Refuse),
                }).ToListAsync(cancellationToken);
            return (rows.Count(r => r.Champions == 1), rows.Count(r => r.Champions > 1 || r.Ends > 1));
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }

        private T Get<T>()
            where T : notnull => host.Services.GetRequiredService<T>();

        private Task<OperationsContext> ContextAsync(CancellationToken cancellationToken) =>
            Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(cancellationToken);

        private LoanRequest Request(int firm)
        {
            var policy = Get<LoanPolicy>();
            var number = firm.ToString(CultureInfo.InvariantCulture);
            return new LoanRequest(
                number, StubSources.FirmId(firm), "测速企业" + number, 200_000, 12,
                new LoanPerson("王艳燕", "440301199003070035", "1" + number.PadLeft(10, '3'), "学府路" + number, null),
                LoanSources.All.ToDictionary(
                    s => s, s => policy.Wording("authorisation_" + s, policy.Today(), "zh").Version,
                    StringComparer.Ordinal));
        }
    }
}
