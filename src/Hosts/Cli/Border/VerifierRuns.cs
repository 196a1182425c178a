using System.Globalization;
using System.Text;
using Huoshui.Cli.Logs;
using Huoshui.Policies;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Packages;
using Huoshui.TransparencyLogVerifier.Records;

namespace Huoshui.Cli.Border;

/// <summary>What is verified, and how the outcome is kept.</summary>
/// <param name="Package">The package.</param>
/// <param name="Trust">The trust file.</param>
/// <param name="Published">Folders with status lists and key manifests.</param>
/// <param name="Record">Where the record goes; null: nowhere.</param>
/// <param name="About">Officer and case.</param>
internal sealed record BorderVerification(
    string Package, string Trust, IReadOnlyList<string> Published, string? Record, VerificationCase About)
{
    /// <summary>For what.</summary>
    public required string Purpose { get; init; }

    /// <summary>Who verifies; null for what is not presented.</summary>
    public string? Audience { get; init; }

    /// <summary>What was asked of the holder.</summary>
    public string? Nonce { get; init; }

    /// <summary>The time to judge by; null: now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Accepts although revocation cannot be told.</summary>
    public bool IsStatusOptional { get; init; }

    /// <summary>The language of what is printed.</summary>
    public BorderWords Words { get; init; } = BorderWords.Both;
}

/// <summary>The user's side: a trust file, and verifying offline.</summary>
internal static class VerifierRuns
{
    public static int Trust(
        IReadOnlyList<string> logs, IReadOnlyList<string> witnesses, IReadOnlyList<string> providers, TrustBundle terms,
        string output, BorderWords words) => BorderGuard.Run(() =>
    {
        var bundle = terms with
        {
            Logs = [.. logs.Select(LogKeys)],
            Witnesses = LogAccess.ReadKeys(witnesses),
            Issuers = [.. providers.Select(p => BorderFiles.Profile(p).ToTrusted())],
        };
        if (TrustBundle.TryRead(bundle.ToArray()) is null)
        {
            throw new InvalidDataException(words.In(
                "公钥种类不对、两个日志同名，或 --quorum 多于见证人",
                "a key is of the wrong kind, or --quorum is more than the witnesses"));
        }

        File.WriteAllBytes(output, bundle.ToArray());
        Console.Out.WriteLine(words.In($"已写 {output}", $"{output} written"));
        return ExitCodes.Good;
    });

    public static int Verify(BorderVerification request, bool asJson) => BorderGuard.Run(() =>
    {
        var package = File.ReadAllBytes(request.Package);
        var question = new PackageQuestion
        {
            Trust = BorderFiles.Trust(request.Trust),
            Now = request.At ?? BorderFiles.Now(),
            Purpose = request.Purpose,
            Audience = request.Audience,
            Nonce = request.Nonce,
            StatusLists = BorderFiles.Notes(request.Published, "status-"),
            Manifests = BorderFiles.Notes(request.Published, "manifest"),
            IsStatusOptional = request.IsStatusOptional,
        };
        var (verdict, pack) = Judge(package, question);
        var about = request.About with { WrittenAt = request.At is null ? null : BorderFiles.Now() };
        var record = VerificationRecord.Write(package, question, verdict, pack, about);
        if (request.Record is { } file)
            BorderFiles.WriteNew(file, record, request.Words);
        if (asJson)
            Console.Out.WriteLine(Encoding.UTF8.GetString(record));
        else
            Print(verdict, pack, request.Words);
        return verdict.IsAccepted ? ExitCodes.Good : ExitCodes.InputFailed;
    });

    private static (PackageVerdict Verdict, PolicyPack? Pack) Judge(byte[] package, PackageQuestion question)
    {
        var verdict = PackageVerifier.Verify(package, question);
        if (verdict.Statement is not { } statement)
            return (verdict, null);
        var library = PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);
        var pack = library.Pack(statement.Scenario);
        var day = DateOnly.FromDateTime(question.Now.ToOffset(TimeSpan.FromHours(8)).Date);
        return (verdict with { Refusals = [.. verdict.Refusals, .. ScenarioCheck.Compare(verdict, pack, day)] }, pack);
    }

    private static void Print(PackageVerdict verdict, PolicyPack? pack, BorderWords words)
    {
        foreach (var refusal in verdict.Refusals)
            Console.Error.WriteLine(words.Line(refusal));
        var text = new StringBuilder(verdict.IsAccepted ? words.In("通过", "accepted") : words.In("不通过", "refused"));
        text.Append('\n');
        if (pack is not null)
            Row(words.In("场景", "scenario"), words.In(pack.Title.Zh, pack.Title.En));
        if (verdict.Issuer is { } issuer)
            Row(words.In("发行方", "issuer"), $"{words.In(issuer.TitleZh, issuer.TitleEn)}, {issuer.Licence}");
        foreach (var check in verdict.Checks)
        {
            text.Append(check.State == CheckState.Proved ? "  ✓ " : "  · ").Append(words.In(check.Zh, check.En))
                .Append('\n');
        }

        foreach (var field in verdict.IsAccepted ? verdict.Fields : [])
            text.Append("    ").Append(FieldLine(field, pack, words)).Append('\n');
        if (verdict.LookAlikes.Count > 0)
            Row("⚠ " + words.In("形近字符", "look-alikes"), string.Join(", ", verdict.LookAlikes));
        Console.Out.Write(text);

        void Row(string name, string value) =>
            text.Append(CultureInfo.InvariantCulture, $"  {name}: {value}\n");
    }

    private static string FieldLine(ShownField field, PolicyPack? pack, BorderWords words)
    {
        var title = pack?.Scenario?.Fields.FirstOrDefault(f => f.Id == field.Name)?.Title;
        var marks = field.LookAlikes.Count > 0 ? $"  ⚠ {string.Join(", ", field.LookAlikes)}" : string.Empty;
        return $"{(title is null ? field.Name : words.In(title.Zh, title.En))} {field.Name}: {field.Value}{marks}";
    }

    private static List<VerifierKey> LogKeys(string file)
    {
        var keys = LogAccess.ReadKeys([file]);
        if (keys.Find(k => k.Kind == SignatureKind.Sm2) is { } sm2)
            keys.Add(sm2.Twin());
        return keys;
    }
}
