using System.Globalization;
using System.Text.Json;
using Huoshui.AuditTree.Proofs;
using Huoshui.Cli.Logs;
using Huoshui.Operations;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.Cli.Audits;

/// <summary><c>huoshui audit verify</c>: offline, with pinned keys only.</summary>
internal static class AuditVerification
{
    /// <summary>Checks a proof file.</summary>
    public static int Run(string file, IReadOnlyList<string> vkeys, bool asJson, string language)
    {
        try
        {
            var keys = LogAccess.ReadKeys(vkeys);
            if (keys.Exists(key => key.Kind == SignatureKind.Cosignature))
                return Say.Wrong("huoshui audit: --vkey 应为审计树的公钥，不是见证人的 / is the key of the tree, not of a witness");
            var verdict = AuditProofVerifier.Verify(File.ReadAllBytes(file), new VerificationPolicy(keys));
            if (asJson)
                Console.Out.WriteLine(JsonSerializer.Serialize(Model(verdict), JsonSerializerOptions.Web));
            else
                Print(verdict, language == "en");
            return verdict.Holds ? ExitCodes.Good : ExitCodes.InputFailed;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or ArgumentException)
        {
            return Say.Wrong("huoshui audit: " + error.Message);
        }
    }

    private static void Print(AuditProofVerdict verdict, bool isEnglish)
    {
        foreach (var refusal in verdict.Refusals)
            Console.Out.WriteLine("✗ " + refusal.ToLine(isEnglish ? "en" : "zh"));
        if (!verdict.Holds)
        {
            Console.Out.WriteLine(isEnglish ? "does not hold" : "不成立");
            return;
        }

        var row = verdict.Proof!.Row;
        var head = verdict.Checkpoint!.Checkpoint!;
        Console.Out.WriteLine(isEnglish ? "holds" : "成立");
        Line(isEnglish ? "row" : "记录", row.Sequence.ToString(CultureInfo.InvariantCulture));
        Line(isEnglish ? "at" : "时间", Instants.FromMicroseconds(row.AtMicroseconds)
            .ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Line(isEnglish ? "act" : "行为", $"{row.Action} {row.Subject}");
        Line(isEnglish ? "by" : "办理", row.Actor);
        if (row.Detail is { } detail)
            Line(isEnglish ? "detail" : "内容", detail);
        Line(isEnglish ? "tree" : "审计树", string.Create(
            CultureInfo.InvariantCulture, $"{head.Origin} {head.Head.Size} {head.Head.Root.ToBase64()}"));
    }

    private static void Line(string name, string value) => Console.Out.WriteLine($"  {name}: {value}");

    private static object Model(AuditProofVerdict verdict) => new
    {
        holds = verdict.Holds,
        row = verdict.Proof?.Row,
        kind = verdict.Proof?.Kind,
        origin = verdict.Checkpoint?.Checkpoint?.Origin,
        size = verdict.Checkpoint?.Checkpoint?.Head.Size,
        refusals = verdict.Refusals.Select(r => new { code = r.Code, zh = r.Message.Zh, en = r.Message.En }),
    };
}
