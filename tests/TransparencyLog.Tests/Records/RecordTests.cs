using System.Text;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLog.Tests.Packages;
using Huoshui.TransparencyLogVerifier.Packages;
using Huoshui.TransparencyLogVerifier.Records;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Records;

/// <summary>The record of a verification: it is verified again later, and what was changed in it is named.</summary>
public sealed class RecordTests
{
    private static readonly DateTimeOffset Later = PackageWorld.Day.AddYears(3);

    [Fact]
    public async Task A_record_holds_after_the_package_expired_and_says_so()
    {
        var (world, record, _) = await RecordAsync();
        var verdict = RecordCheck.Verify(record, Question(world, Later));

        Assert.Empty(verdict.Refusals);
        Assert.True(verdict.Then!.IsAccepted);
        Assert.Equal(PackageWorld.Day.AddHours(1), verdict.VerifiedAt);
        Assert.Contains("XBD1020", verdict.Now!.Refusals.Select(r => r.Code));
        Assert.Contains("XBD1034", verdict.Now.Refusals.Select(r => r.Code));
        Assert.Empty(verdict.NotRepeated);
    }

    [Fact]
    public async Task A_record_holds_after_the_keys_were_rotated_and_tells_what_was_compromised_or_revoked_since()
    {
        var (world, record, _) = await RecordAsync();
        var now = PackageWorld.Day.AddHours(2).AddMinutes(-5);
        var rotated = await world.ManifestAsync(2, null, null, [
            new IssuerKey(world.Root.Ed25519, PackageWorld.Day.AddHours(1), PackageWorld.Day.AddDays(90), null),
        ]);
        var good = RecordCheck.Verify(record, Question(world, now) with { Manifests = [rotated] });
        Assert.True(good is { Holds: true, Now.IsAccepted: true }, string.Join(',', good.Now!.Refusals.Select(r => r.Code)));

        var compromised = await world.ManifestAsync(3, PackageWorld.Day.AddMinutes(-30));
        var stolen = RecordCheck.Verify(record, Question(world, now) with { Manifests = [compromised] });
        Assert.True(stolen is { Holds: true, Then.IsAccepted: true });
        Assert.Contains("XBD1013", stolen.Now!.Refusals.Select(r => r.Code));

        var list = await world.StatusAsync(2, PackageWorld.Day.AddHours(1), null, 4711);
        var revoked = RecordCheck.Verify(record, Question(world, now) with { Manifests = [world.Manifest], StatusLists = [list] });
        Assert.True(revoked is { Holds: true, Then.IsAccepted: true });
        Assert.Equal(["XBD1023"], revoked.Now!.Refusals.Select(r => r.Code));
    }

    [Fact]
    public async Task Whatever_is_changed_in_a_record_is_named_but_the_users_own_words()
    {
        var (world, record, _) = await RecordAsync();
        var question = Question(world, Later);
        Assert.True(Changed(map => map["officer"] = "李四").Holds);
        Assert.True(Changed(map => map["case_reference"] = "C-2").Holds);
        Named("result", map => map["result"] = "refused");
        Named("fields", map => map["fields"]![0]!["value"] = "9999.99");
        Named("holder", map => map["holder"] = "bearer only");
        Named("proved", map => map["proved"]!.AsArray().RemoveAt(0));
        Named("not_proved", map => map["not_proved"]!.AsArray().Clear());
        Named("issuer", map => map["issuer"]!["licence"] = "京征-002");
        Named("statement", map => map["statement"]!["expires_at"] = "2099-01-01 00:00:00 HKT");
        Named("log", map => map["log"]!["size"] = 1);
        Named("refusals", map => map["purpose"] = "account");
        Named("refusals", map => map["nonce"] = "n-2");
        Named("refusals", map => map["verified_at"] = "2027-11-30 10:00:00 HKT");
        Named("package_sha256", map => map["package_sha256"] = map["package_sm3"]!.DeepClone());
        Named("more", map => map["more"] = 1);

        RecordVerdict Changed(Action<JsonObject> change)
        {
            var map = PackageWorld.Json(Encoding.UTF8.GetString(record));
            change(map);
            return RecordCheck.Verify(Encoding.UTF8.GetBytes(map.ToJsonString()), question);
        }

        void Named(string part, Action<JsonObject> change)
        {
            var refusals = Changed(change).Refusals;
            Assert.All(refusals, r => Assert.Equal("XBD1073", r.Code));
            Assert.Contains(refusals, r => r.En.StartsWith($"'{part}'", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_record_of_a_shown_document_is_repeated_whole_only_with_its_package()
    {
        var (world, record, package) = await RecordAsync(withDocument: true);
        var evidence = (string)PackageWorld.Json(Encoding.UTF8.GetString(record))["evidence"]!["package"]!;
        Assert.True(package.AsSpan().IndexOf("%PDF-1.7"u8) > 0 && Convert.FromBase64String(evidence).AsSpan().IndexOf("%PDF-1.7"u8) < 0);
        var alone = RecordCheck.Verify(record, Question(world, Later));
        Assert.True(alone is { Holds: true, Then.IsAccepted: true });
        Assert.Equal(["document", "holder", "scenario"], alone.NotRepeated);

        var whole = RecordCheck.Verify(record, Question(world, Later) with { Package = package });
        Assert.True(whole is { Holds: true, Then: { IsAccepted: true, IsDocumentProved: true, IsHolderProved: true } });
        Assert.Empty(whole.NotRepeated);

        package[^1] ^= 1;
        var other = RecordCheck.Verify(record, Question(world, Later) with { Package = package });
        Assert.Equal("XBD1071", Assert.Single(other.Refusals).Code);
    }

    [Fact]
    public async Task A_record_of_a_refusal_holds_as_a_record_of_a_refusal()
    {
        var world = await PackageWorld.SharedAsync();
        var package = world.Present(await ShownAsync(world), nonce: "n-old").ToArray();
        var verdict = PackageVerifier.Verify(package, world.Question);
        var again = RecordCheck.Verify(Write(package, world.Question, verdict), Question(world, Later));
        Assert.True(again.Holds);
        Assert.Equal(["XBD1033"], again.Then!.Refusals.Select(r => r.Code));

        var damaged = Write([1, 2, 3], world.Question, PackageVerifier.Verify([1, 2, 3], world.Question));
        Assert.Equal("XBD1072", Assert.Single(RecordCheck.Verify(damaged, Question(world, Later)).Refusals).Code);
    }

    [Fact]
    public async Task What_is_no_record_is_refused_and_never_throws()
    {
        var (world, record, _) = await RecordAsync();
        foreach (var bytes in new[] { [], "{}"u8.ToArray(), "[]"u8.ToArray(), """{"type":"huoshui/verification-record@v1"}"""u8.ToArray(), record[..^2] })
            Assert.Equal("XBD1070", Assert.Single(RecordCheck.Verify(bytes, Question(world, Later)).Refusals).Code);
        foreach (var key in new[] { "verified_at", "evidence", "proved", "fields", "statement", "issuer", "purpose", "refusals", "nonce" })
        {
            foreach (var odd in new[] { "1", "\"x\"", "[[1]]", "{\"id\":[]}", "null" })
            {
                var map = PackageWorld.Json(Encoding.UTF8.GetString(record));
                map[key] = JsonNode.Parse(odd);
                Assert.NotEmpty(RecordCheck.Verify(Encoding.UTF8.GetBytes(map.ToJsonString()), Question(world, Later)).Refusals);
            }
        }
    }

    [Fact]
    public async Task A_record_prints_in_three_languages_and_its_words_stay_text()
    {
        var (_, record, _) = await RecordAsync();
        var (english, traditional, simplified) = (Page("en"), Page("zh-Hant"), Page("zh-CN"));
        foreach (var word in new[] { "Result: accepted", "Licence number", "京征-001", "Baihang Credit", "the document is withheld", "not known to be compromised", "HKT", "C-1" })
            Assert.Contains(word, english, StringComparison.Ordinal);
        foreach (var word in new[] { "結果：通過", "牌照號碼", "文件沒有出示", "期末結餘" })
            Assert.Contains(word, traditional, StringComparison.Ordinal);
        Assert.Contains("结果：通过", simplified, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", english, StringComparison.Ordinal);
        Assert.Contains("&lt;script", english, StringComparison.Ordinal);
        Assert.Null(RecordDocument.Page(record, "fr"));
        Assert.Null(RecordDocument.Page("{}"u8.ToArray(), "en"));

        string Page(string language) => RecordDocument.Page(record, language)!;
    }

    [Fact]
    public void A_file_of_scenarios_is_read_back_as_it_was_written_and_another_is_not_read()
    {
        var file = ScenarioProfile.Write([Scenario]);
        Assert.Equal(file, ScenarioProfile.Write(ScenarioProfile.TryRead(file)!));
        Assert.Equal(30, ScenarioProfile.On(Scenario.ValidityDays, new DateOnly(2026, 11, 30)));
        Assert.Null(ScenarioProfile.On(Scenario.ValidityDays, new DateOnly(2024, 12, 31)));
        Assert.Null(ScenarioProfile.TryRead([.. file, (byte)' ']));
        Assert.Null(ScenarioProfile.TryRead("{}"u8.ToArray()));
    }

    [Fact]
    public async Task What_was_verified_already_serves_again_and_for_no_other_bytes_or_trust()
    {
        var world = await PackageWorld.SharedAsync();
        var package = world.Present(await ShownAsync(world)).ToArray();
        var trust = world.Trust;
        var question = world.Question with { Trust = trust, Memory = new VerifierMemory(trust) };
        for (var time = 0; time < 2; time++)
            Assert.Empty(PackageVerifier.Verify(package, question).Refusals);
        var note = world.Status.Note.ToArray();
        note[^2] ^= 1;
        Assert.Equal(
            ["XBD1024"],
            PackageVerifier.Verify(package, question with { StatusLists = [new LoggedNote(note, world.Status.Proof)] }).Refusals.Select(r => r.Code));

        // With a memory of its own, filled an hour after the list: it does not remember that the list was fresh enough.
        var hourly = trust with { StatusHours = 1 };
        var remembering = question with { Trust = hourly, Memory = new VerifierMemory(hourly) };
        Assert.Empty(PackageVerifier.Verify(package, remembering).Refusals);
        Assert.Equal(["XBD1025"], Codes(remembering with { Now = question.Now.AddMinutes(30) }));

        // Under another trust nothing is taken from the memory, though it knows every byte; nor from one that is its own.
        var strangers = trust with { Logs = [trust.Logs[0].Take(1).ToList()], Witnesses = [], Quorum = 0, Issuers = [trust.Issuers[0] with { Roots = [world.Keys.Ed25519] }] };
        Assert.Equal(["XBD1006"], Codes(question with { Trust = strangers }));
        var own = question with { Trust = strangers, Memory = new VerifierMemory(strangers) };
        Assert.Equal(["XBD1006"], Codes(own));
        Assert.Equal(["XBD1006"], Codes(own));

        List<string> Codes(PackageQuestion asked) => [.. PackageVerifier.Verify(package, asked).Refusals.Select(r => r.Code)];
    }

    [Fact]
    public void Messages_in_traditional_characters_keep_no_simplified_one()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Directory.Build.props")))
            root = root.Parent;
        var rows = File.ReadLines(Path.Combine(root.FullName, "src/Hosts/CrossBorderPage/wwwroot/variants.csv")).Skip(1).Select(l => l.Split(',')).ToList();
        var traditional = rows.SelectMany(r => r[1..]).ToHashSet(StringComparer.Ordinal); // 同 stands on both sides
        var simplified = rows.Select(r => r[0]).Where(c => c.Length == 1 && !traditional.Contains(c)).ToHashSet(StringComparer.Ordinal);
        var messages = File.ReadLines(Path.Combine(root.FullName, "docs/reference/crossborder-diagnostics.md"))
            .Where(l => l.StartsWith("| XBD1", StringComparison.Ordinal)).Select(l => l.Split('|')[2]).ToList();
        Assert.True(messages.Count > 40);
        var left = messages.SelectMany(m => Traditional.Of(m)).Select(c => c.ToString()).Where(simplified.Contains).Distinct();
        Assert.Empty(left);
        Assert.Equal("資料包缺少簽署", Traditional.Of("数据包缺少签名"));
    }

    internal static ScenarioProfile Scenario { get; } = new(
        "crossborder/bankstatement", new RecordText("银行流水", "銀行流水", "Bank statement"), 3, "southbound", "bytes", false)
    {
        MediaTypes = ["application/pdf"],
        Purposes = [new ScenarioItem("loan", new RecordText("贷款", "貸款", "loan")), new ScenarioItem("account", new RecordText("开户", "開戶", "account"))],
        Fields =
        [
            new ScenarioItem("balance", new RecordText("期末余额", "期末結餘", "closing balance")),
            new ScenarioItem("currency", new RecordText("币种", "幣種", "currency")), new ScenarioItem("name", new RecordText("姓名", "姓名", "name")),
        ],
        ValidityDays = [new DatedNumber(new DateOnly(2025, 1, 1), 30)],
        PresentationMinutes = [new DatedNumber(new DateOnly(2025, 1, 1), 120)],
        RetentionMonths = [new DatedNumber(new DateOnly(2025, 1, 1), 60)],
    };

    internal static RecordQuestion Question(PackageWorld world, DateTimeOffset now) =>
        new() { Trust = world.Trust, Now = now, Scenarios = [Scenario] };

    internal static async Task<PackageParts> ShownAsync(PackageWorld world, bool withDocument = false) =>
        PackagePresenter.Choose(await world.IssueAsync(), new PackageChoice(withDocument, true, new HashSet<string> { "balance" }));

    private static async Task<(PackageWorld World, byte[] Record, byte[] Package)> RecordAsync(bool withDocument = false)
    {
        var world = await PackageWorld.SharedAsync();
        var package = world.Present(await ShownAsync(world, withDocument)).ToArray();
        var verdict = PackageVerifier.Verify(package, world.Question);
        Assert.Empty(verdict.Refusals);
        return (world, Write(package, world.Question, verdict), package);
    }

    internal static byte[] Write(byte[] package, PackageQuestion question, PackageVerdict verdict) => RecordWriter.Write(
        package, question, ScenarioComparison.Judge(verdict, Scenario, question.Now), Scenario, new VerificationCase("<script>张三", "C-1"));
}
