using System.Diagnostics;
using System.Net;
using System.Text;
using Xunit;

namespace Huoshui.Cli.Tests;

/// <summary>
/// Data across the border as its people run it: two sides with a log each, each the witness of the other, a neutral witness;
/// issue, carry, verify offline; what is expired, revoked, replayed, forked or altered is refused with the right words.
/// </summary>
public sealed class BorderTests : IDisposable
{
    private const string Bank = "bank.example.hk/fubon";
    private const string Secret = "孔乙己-PLANTED-440300199001011234";

    private readonly string _folder = Directory.CreateTempSubdirectory("huoshui-border-").FullName;
    private readonly List<Node> _nodes = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_is_issued_in_Shenzhen_carried_and_verified_in_Hong_Kong_offline()
    {
        await SidesAsync();
        await IssueAsync("p.zip");
        await PresentAsync("p.zip", "shown.zip", "--field", "rating", "--without-document");
        _nodes.ForEach(n => n.Dispose()); // the network is off: only files are left
        _nodes.Clear();

        var verified = await VerifyAsync("shown.zip", "n1", "--record", At("record.json"), "--officer", "张三", "--case", "C-1");
        Assert.True(verified.ExitCode == 0, verified.ToString());
        Assert.Contains("AA-", verified.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("9100.00", verified.Output, StringComparison.Ordinal);
        var record = await File.ReadAllTextAsync(At("record.json"), Stop);
        foreach (var word in new[] { "holder proved", "京征-001", "\"C-1\"", "HKT", "neutral.example/w", "信用等級" })
            Assert.Contains(word, record, StringComparison.Ordinal);

        await RefusedAsync("XBD1033", VerifyAsync("shown.zip", "n2"));
        await RefusedAsync("XBD1032", VerifyAsync("shown.zip", "n1", "--audience", "bank.example.hk/other"));
        await RefusedAsync("XBD1022", VerifyAsync("shown.zip", "n1", "--purpose", "marketing"));
        await RefusedAsync("XBD1020", VerifyAsync("shown.zip", "n1", "--at", "2099-01-01T00:00:00Z"));
        var bytes = await File.ReadAllBytesAsync(At("shown.zip"), Stop);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(At("flipped.zip"), bytes, Stop);
        await RefusedAsync("XBD1001", VerifyAsync("flipped.zip", "n1"));
        Assert.Equal(1, (await VerifyAsync("none.zip", "n1")).ExitCode);
    }

    [Fact]
    public async Task What_is_revoked_is_refused_once_the_new_list_is_there_and_a_forked_log_at_once()
    {
        await SidesAsync();
        await IssueAsync("p.zip");
        await PresentAsync("p.zip", "shown.zip");
        Assert.Equal(0, (await VerifyAsync("shown.zip", "n1")).ExitCode);
        await GoodAsync("revoke", "--provider", At("P"), "--server", _nodes[0].Address, "--package", At("p.zip"));
        await RefusedAsync("XBD1023", VerifyAsync("shown.zip", "n1"));

        // The operator keeps a second history with the same keys: no honest witness signs it.
        Copy(At("SZ0"), At("FORK"));
        Directory.CreateDirectory(At("FORK/.private/wal"));
        File.Copy(At("SZ0.signed-checkpoint"), At("FORK.signed-checkpoint"));
        var settings = await File.ReadAllTextAsync(At("FORK/.private/log.json"), Stop);
        await File.WriteAllTextAsync(
            At("FORK/.private/log.json"),
            settings.Replace("SZ.signed-checkpoint", "FORK.signed-checkpoint", StringComparison.Ordinal), Stop);
        await GoodAsync("publish", "--provider", At("P0"), "--log", At("FORK"));
        await GoodAsync([
            "issue", "--provider", At("P0"), "--log", At("FORK"), "--scenario", "crossborder/creditreport", "--document",
            At("report.json"), "--purpose", "loan", "--agreed", "--holder", At("holder.json.vkey"), "--out", At("forked.zip"),
        ]);
        await RefusedAsync("LOG1007", VerifyAsync("forked.zip", "n1"));
    }

    [Fact]
    public async Task A_record_is_verified_again_after_the_provider_rotated_its_keys_and_one_that_was_changed_is_refused()
    {
        await SidesAsync();
        await IssueAsync("p.zip");
        await PresentAsync("p.zip", "shown.zip", "--field", "rating", "--without-document");
        var verified = await VerifyAsync("shown.zip", "n1", "--record", At("record.json"), "--lang", "en");
        Assert.StartsWith("accepted\n", verified.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("通过", verified.Output, StringComparison.Ordinal);
        await GoodAsync("rotate", "--provider", At("P"));
        await GoodAsync("publish", "--provider", At("P"), "--server", _nodes[0].Address);
        await GoodAsync("revoke", "--provider", At("P"), "--server", _nodes[0].Address, "--package", At("p.zip"));
        _nodes.ForEach(n => n.Dispose());
        _nodes.Clear();

        var again = await RunAsync("recheck", At("record.json"), "--trust", At("trust.json"), "--published", At("P/public"), "--lang", "en");
        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.Contains("the record follows from its evidence", again.Output, StringComparison.Ordinal);
        Assert.Contains("XBD1023", again.Output, StringComparison.Ordinal); // revoked since
        var text = await File.ReadAllTextAsync(At("record.json"), Stop);
        await File.WriteAllTextAsync(At("changed.json"), text.Replace("\"AA-\"", "\"AAA\"", StringComparison.Ordinal), Stop);
        await RefusedAsync("XBD1073", RunAsync("recheck", At("changed.json"), "--trust", At("trust.json")));
        await RefusedAsync("XBD1070", RunAsync("recheck", At("trust.json"), "--trust", At("trust.json")));
    }

    [Fact]
    public async Task Nothing_personal_is_in_any_file_of_the_provider_the_logs_or_the_witnesses_and_odd_entries_are_refused()
    {
        await SidesAsync();
        await IssueAsync("p.zip");
        using (var client = new HttpClient())
        {
            foreach (var body in new[] { Secret, "", new string('x', 160), new string('x', 100_000) })
            {
                using var content = new StringContent(body);
                using var answer = await client.PostAsync(new Uri(_nodes[0].Address + "/entries"), content, Stop);
                Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
                Assert.DoesNotContain(Secret, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
            }

            var served = await client.GetByteArrayAsync(new Uri(_nodes[0].Address + "/checkpoint"), Stop);
            Assert.Equal(await File.ReadAllBytesAsync(At("SZ/checkpoint"), Stop), served);
            foreach (var hidden in new[] { "/.private/keys.json", "/.private/passphrase", "/tile/../.private/keys.json", "/sm3/%2e%2e/.private/keys.json" })
                Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(_nodes[0].Address + hidden), Stop)).StatusCode);
        }

        var refusals = await File.ReadAllLinesAsync(At("SZ/.private/egress-refused.log"), Stop);
        Assert.Equal(4, refusals.Length);
        Assert.All(refusals, line => Assert.Contains("XBD2020", line, StringComparison.Ordinal));
        _nodes.ForEach(n => n.Dispose());
        _nodes.Clear();
        foreach (var place in new[] { "P", "SZ", "HK", "WSZ", "WHK", "WN" })
        {
            foreach (var file in Directory.EnumerateFiles(At(place), "*", SearchOption.AllDirectories))
            {
                var content = await File.ReadAllBytesAsync(file, Stop);
                foreach (var planted in new[] { "孔乙己", "PLANTED", "440300199001011234", "AA-", "9100.00" })
                    Assert.True(content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(planted)) < 0, $"{file}: {planted}");
            }
        }
    }

    [Fact]
    public async Task An_application_that_will_not_do_is_refused_with_its_code_and_writes_nothing()
    {
        await SidesAsync();
        await File.WriteAllTextAsync(At("twice.json"), """{"a":1,"a":2}""", Stop);
        await File.WriteAllTextAsync(At("short.json"), """{"report_no":"1"}""", Stop);
        await RefusedAsync("XBD2001", IssueCall("report.json", "--scenario", "crossborder/horoscope"));
        await RefusedAsync("XBD2006", IssueCall("report.json", "--purpose", "marketing"));
        await RefusedAsync("XBD2007", IssueCall("short.json"));
        await RefusedAsync("XBD1043", IssueCall("twice.json"));
        await RefusedAsync("XBD2002", IssueCall("report.json", "--media-type", "application/pdf"));
        await RefusedAsync("XBD2003", IssueCall("report.json", "--language", "fr"));
        await RefusedAsync("XBD2004", RunAsync([.. Issue("report.json").Where(a => a != "--agreed")]));
        await RefusedAsync("XBD2008", RunAsync([
            "issue", "--provider", At("P"), "--server", _nodes[0].Address, "--scenario", "crossborder/ownercredit",
            "--document", At("report.json"), "--purpose", "loan", "--agreed", "--out", At("x.zip"),
        ]));
        Assert.False(File.Exists(At("x.zip")));
        Assert.Equal(1, (await RunAsync([.. Issue("report.json"), "--log", At("SZ")])).ExitCode);

        Task<Outcome> IssueCall(string document, params string[] other) => RunAsync(Merge(Issue(document), other));
    }

    public void Dispose()
    {
        _nodes.ForEach(n => n.Dispose());
        Directory.Delete(_folder, recursive: true);
    }

    // Two logs, a neutral witness, a provider on the Shenzhen side, a holder, and a bank's trust file.
    private async Task SidesAsync()
    {
        await File.WriteAllTextAsync(At("secret"), "open sesame\n", Stop);
        await File.WriteAllTextAsync(
            At("report.json"),
            $$$"""{"report_no":"R1","report_date":"2026-11-29","company":{"name":"{{{Secret}}}","usci":"91440300MA5EXAMPLE"},"summary":{"rating":"AA-","balance_yuan":"9100.00","open_loans":2}}""",
            Stop);
        foreach (var (dir, origin) in new[] { ("SZ", "sz.example.cn/crossborder"), ("HK", "hk.example.hk/crossborder") })
            Assert.Equal(0, (await HuoshuiProgram.RunAsync(Stop, "log", "create", "--dir", At(dir), "--origin", origin)).ExitCode);
        await GoodAsync(
            "provider", "--dir", At("P"), "--name", "issuer.example.cn/credit", "--title-zh", "深圳征信", "--title-en",
            "Shenzhen Credit", "--licence", "京征-001");
        Copy(At("SZ"), At("SZ0"));
        File.Copy(At("SZ.signed-checkpoint"), At("SZ0.signed-checkpoint"));
        Copy(At("P"), At("P0"));
        Directory.CreateDirectory(At("P0/public"));
        _nodes.Add(await StartAsync("log", "witness", "--dir", At("WN"), "--name", "neutral.example/w", "--vkey", At("SZ/log.vkey"), "--vkey", At("HK/log.vkey"), "--port", "0"));
        var hongKong = await StartAsync(
            "border", "serve", "--dir", At("HK"), "--provider", At("P"), "--port", "0", "--witness-dir", At("WHK"),
            "--witness-name", "hk.example.hk/w", "--witness-of", At("SZ/log.vkey"));
        var shenzhen = await StartAsync(
            "border", "serve", "--dir", At("SZ"), "--provider", At("P"), "--port", "0", "--witness-dir", At("WSZ"),
            "--witness-name", "sz.example.cn/w", "--witness-of", At("HK/log.vkey"), "--witness", _nodes[0].Address, "--witness",
            hongKong.Address, "--witness-vkey", At("WN/witness.vkey"), "--witness-vkey", At("WHK/witness.vkey"));
        _nodes.InsertRange(0, [shenzhen, hongKong]);
        await GoodAsync("publish", "--provider", At("P"), "--server", shenzhen.Address);
        await GoodAsync("holder", "--out", At("holder.json"), "--passphrase-file", At("secret"));
        await GoodAsync(
            "trust", "--log-vkey", At("SZ/log.vkey"), "--log-vkey", At("HK/log.vkey"), "--witness-vkey", At("WN/witness.vkey"),
            "--witness-vkey", At("WHK/witness.vkey"), "--quorum", "2", "--provider", At("P/provider.json"), "--out", At("trust.json"));
    }

    private string[] Issue(string document, string output = "x.zip") =>
    [
        "issue", "--provider", At("P"), "--server", _nodes[0].Address, "--scenario", "crossborder/creditreport", "--document",
        At(document), "--purpose", "loan", "--language", "zh-Hant", "--agreed", "--holder", At("holder.json.vkey"), "--out",
        At(output),
    ];

    private Task IssueAsync(string output) => GoodAsync(Issue("report.json", output));

    private Task PresentAsync(string package, string output, params string[] more) => GoodAsync([
        "present", At(package), "--key", At("holder.json"), "--passphrase-file", At("secret"), "--audience", Bank, "--purpose",
        "loan", "--nonce", "n1", "--out", At(output), .. more,
    ]);

    private Task<Outcome> VerifyAsync(string package, string nonce, params string[] more) => RunAsync(Merge(
        [
            "verify", At(package), "--trust", At("trust.json"), "--published", At("P/public"), "--purpose", "loan", "--audience",
            Bank, "--nonce", nonce,
        ], more));

    // Options given again replace those that were there.
    private static string[] Merge(string[] call, string[] more)
    {
        var merged = call.ToList();
        for (var i = 0; i < more.Length; i += 2)
        {
            var at = merged.IndexOf(more[i]);
            if (at < 0)
                merged.AddRange(more[i..(i + 2)]);
            else
                merged[at + 1] = more[i + 1];
        }

        return [.. merged];
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static Task<Outcome> RunAsync(params string[] arguments) => HuoshuiProgram.RunAsync(Stop, ["border", .. arguments]);

    private static async Task GoodAsync(params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, outcome.ToString());
    }

    private static async Task RefusedAsync(string code, Task<Outcome> run)
    {
        var outcome = await run;
        Assert.True(outcome.ExitCode == 2 && outcome.Errors.Contains(code, StringComparison.Ordinal), $"{code}: {outcome}");
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static async Task<Node> StartAsync(params string[] arguments)
    {
        var start = HuoshuiProgram.Start(arguments);
        (start.RedirectStandardError, start.StandardErrorEncoding) = (false, null);
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(Stop) is { } line)
        {
            if (line.StartsWith("http://", StringComparison.Ordinal))
                return new Node(process, line);
        }

        throw new InvalidOperationException($"{string.Join(' ', arguments)} ended");
    }

    private sealed record Node(Process Process, string Address) : IDisposable
    {
        public void Dispose()
        {
            Process.Kill(entireProcessTree: true);
            Process.WaitForExit();
            Process.Dispose();
        }
    }
}
