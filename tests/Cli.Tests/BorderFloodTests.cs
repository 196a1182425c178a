using System.Diagnostics;
using System.Globalization;
using System.Net;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLogVerifier.Packages;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>A node under more than it takes: it says so, stays small, and loses nothing that it answered.</summary>
public sealed class BorderFloodTests : IDisposable
{
    private const int Capacity = 64;
    private const int Requests = 1_200;
    private const long MostMemoryKb = 700 * 1024;
    private const string Passphrase = "open sesame of the flood";

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-flood-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_flood_at_twice_the_capacity_loses_nothing_that_was_answered()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        await GoodAsync("log", "create", "--dir", At("SZ"), "--origin", "sz.example.cn/crossborder");
        ProviderFolder.Create(
            At("P"), new ProviderProfile("issuer.example.cn/bank", "甲银行", "Bank A", "B0001", [], [], 0, 0), Passphrase, 90,
            TimeProvider.System.GetUtcNow());
        var (node, address) = await StartAsync();
        var answered = new List<byte[]>();
        var refused = 0;
        try
        {
            using var provider = ProviderFolder.Open(At("P"));
            var keys = provider.Keys(Passphrase);
            var hour = LogEntry.HourOf(TimeProvider.System.GetUtcNow());
            using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Capacity * 2 });
            var options = new ParallelOptions { MaxDegreeOfParallelism = Capacity * 2, CancellationToken = Stop };
            await Parallel.ForAsync(0, Requests, options, async (i, stop) =>
            {
                var entry = new LogEntry(EntryKind.Statement, 3, default, keys.Ed25519.Id, hour, hour + 24, (uint)i);
                using var body = new ByteArrayContent(LogSubmission.Of(entry, keys));
                using var answer = await client.PostAsync(new Uri(address + "/entries"), body, stop);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    lock (answered)
                        answered.Add(entry.ToArray());
                    return;
                }

                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                Assert.NotNull(answer.Headers.RetryAfter);
                Interlocked.Increment(ref refused);
            });
            var peak = PeakKb(node.Id);
            Assert.True(peak < MostMemoryKb, $"{peak} KB");
        }
        finally
        {
            node.Kill(entireProcessTree: true); // no orderly end
            await node.WaitForExitAsync(Stop);
            node.Dispose();
        }

        Assert.True(refused > 0, "nothing was refused: it was no flood");
        Assert.True(answered.Count >= Capacity, $"{answered.Count} were answered");
        Assert.Equal(Requests, answered.Count + refused);
        var (again, next) = await StartAsync();
        try
        {
            using var client = new HttpClient();
            var log = await ReadAsync(client, next);
            foreach (var entry in answered)
                Assert.True(log.AsSpan().IndexOf(entry) >= 0, "an answered entry is not in the log");
        }
        finally
        {
            again.Kill(entireProcessTree: true);
            await again.WaitForExitAsync(Stop);
            again.Dispose();
        }

        await GoodAsync("log", "fsck", "--dir", At("SZ"), "--vkey", At("SZ/log.vkey"));
    }

    // All bundles of the published tree, one after the other.
    private static async Task<byte[]> ReadAsync(HttpClient client, string address)
    {
        var checkpoint = await client.GetStringAsync(new Uri(address + "/checkpoint"), Stop);
        var size = long.Parse(checkpoint.Split('\n')[1], CultureInfo.InvariantCulture);
        using var all = new MemoryStream();
        for (var number = 0L; number * TransparencyLog.PublishedEntries.BundleWidth < size; number++)
        {
            var path = TransparencyLog.PublishedEntries.PathOf(number, size);
            all.Write(await client.GetByteArrayAsync(new Uri($"{address}/{path}"), Stop));
        }

        return all.ToArray();
    }

    private static long PeakKb(int id)
    {
        var line = File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private async Task<(Process Node, string Address)> StartAsync()
    {
        var start = HuoshuiProgram.Start(
            "border", "serve", "--dir", At("SZ"), "--provider", At("P"), "--port", "0", "--waiting",
            Capacity.ToString(CultureInfo.InvariantCulture));
        (start.RedirectStandardError, start.StandardErrorEncoding) = (false, null);
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(Stop) is { } line)
        {
            if (line.StartsWith("http://", StringComparison.Ordinal))
                return (process, line);
        }

        throw new InvalidOperationException("the node ended");
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static async Task GoodAsync(params string[] arguments)
    {
        var outcome = await HuoshuiProgram.RunAsync(Stop, arguments);
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
    }
}
