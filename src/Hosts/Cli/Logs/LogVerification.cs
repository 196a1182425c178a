using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Huoshui.TransparencyLogVerifier;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.Cli.Logs;

/// <summary>What is verified, and whom to trust.</summary>
/// <param name="File">A proof, a checkpoint, or a proof of a fork.</param>
/// <param name="Vkeys">Files with the log's keys.</param>
/// <param name="WitnessVkeys">Files with keys of witnesses.</param>
/// <param name="Quorum">How many witnesses must have signed.</param>
/// <param name="AnyKey">One of the log's keys suffices.</param>
internal sealed record VerificationRequest(
    string File, IReadOnlyList<string> Vkeys, IReadOnlyList<string> WitnessVkeys, int Quorum, bool AnyKey)
{
    /// <summary>File with the entry; null: the proof holds it.</summary>
    public string? Entry { get; init; }
}

/// <summary><c>huoshui log verify</c>: offline, with pinned keys only.</summary>
internal static class LogVerification
{
    private const int ShownBytes = 200;

    public static int Run(VerificationRequest request, bool asJson) => LogRuns.Guard(() =>
    {
        var policy = Policy(request);
        var file = File.ReadAllBytes(request.File);
        ReadOnlyMemory<byte>? entry = request.Entry is null
            ? (ReadOnlyMemory<byte>?)null : File.ReadAllBytes(request.Entry);
        if (ForkProof.IsOne(file))
            return Fork(ForkProof.Verify(file, policy), policy, asJson);
        var verdict = file.AsSpan().StartsWith("c2sp.org/tlog-proof@"u8) || SignedNote.TryParse(file) is null
            ? ProofVerifier.Verify(file, policy, entry)
            : OfCheckpoint(CheckpointVerifier.Verify(file, policy));
        if (asJson)
            Console.Out.WriteLine(JsonSerializer.Serialize(Model(verdict)));
        else
            Print(verdict);
        return verdict.IsAccepted ? ExitCodes.Good : ExitCodes.InputFailed;
    });

    private static VerificationPolicy Policy(VerificationRequest request)
    {
        try
        {
            var keys = LogAccess.ReadKeys(request.Vkeys);
            var sm2 = keys.Find(key => key.Kind == SignatureKind.Sm2);
            if (sm2 is not null && !request.AnyKey)
                keys.Add(sm2.Twin());
            return new VerificationPolicy(keys, LogAccess.ReadKeys(request.WitnessVkeys), request.Quorum)
            {
                AnyLogKey = request.AnyKey,
            };
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException(
                "公钥或 --quorum 不合适：日志公钥须属同一日志，见证人公钥为 0x04 类型 / " + error.Message, error);
        }
    }

    private static ProofVerdict OfCheckpoint(CheckpointVerdict verdict) => new(verdict.Refusals, null, verdict, null);

    private static int Fork(IReadOnlyList<Refusal> refusals, VerificationPolicy policy, bool asJson)
    {
        var isProved = refusals.Count == 0;
        if (asJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                kind = "fork",
                accepted = isProved,
                origin = policy.Origin,
                refusals = refusals.Select(RefusalModel),
            }));
        }
        else if (isProved)
        {
            Console.Out.WriteLine($"分叉属实：{policy.Origin} 签发了两份互相矛盾的历史。/ The fork is proved: {policy.Origin} "
                + $"signed two histories.");
        }

        Complain(refusals);
        return isProved ? ExitCodes.Good : ExitCodes.InputFailed;
    }

    private static void Print(ProofVerdict verdict)
    {
        if (!verdict.IsAccepted)
        {
            Complain(verdict.Refusals);
            Console.Out.WriteLine("不成立 / does not hold");
            return;
        }

        var checkpoint = verdict.Checkpoint!;
        var head = checkpoint.Checkpoint!.Head;
        var text = new StringBuilder("成立 / holds\n");
        text.Append(CultureInfo.InvariantCulture, $"  日志 log: {checkpoint.Checkpoint.Origin}，大小 size "
            + $"{head.Size}，根 root {head.Root.ToBase64()}\n");
        if (verdict.Proof is { } proof)
        {
            text.Append(CultureInfo.InvariantCulture, $"  条目 entry: {proof.Index}，{verdict.Entry!.Value.Length} "
                + $"字节 bytes{Shown(verdict.Entry.Value.Span)}\n");
        }

        text.Append("  签名 signed by: ")
            .AppendJoin("，", checkpoint.VerifiedKeys.Select(key => $"{key.Name} ({key.Kind}, "
                + $"{key.Id:x8})")).Append('\n');
        foreach (var witness in checkpoint.Witnesses)
        {
            text.Append(CultureInfo.InvariantCulture, $"  见证 witnessed by: {witness.Name}，"
                + $"{witness.Time:yyyy-MM-dd HH:mm:ss} UTC\n");
        }

        if (checkpoint.IgnoredSignatures > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  未核对的签名行 signature lines of unknown keys: "
                + $"{checkpoint.IgnoredSignatures}\n");
        }

        Console.Out.Write(text);
    }

    private static string Shown(ReadOnlySpan<byte> entry) =>
        entry.Length is > 0 and <= ShownBytes && Utf8.IsValid(entry) && !entry.ContainsAnyInRange((byte)0, (byte)31)
            ? "：" + Encoding.UTF8.GetString(entry) : string.Empty;

    private static void Complain(IEnumerable<Refusal> refusals)
    {
        foreach (var refusal in refusals)
            Console.Error.WriteLine($"{refusal.Code} {refusal.Zh} / {refusal.En}");
    }

    private static object Model(ProofVerdict verdict) => new
    {
        kind = verdict.Proof is null ? "checkpoint" : "proof",
        accepted = verdict.IsAccepted,
        origin = verdict.Checkpoint?.Checkpoint?.Origin,
        size = verdict.Checkpoint?.Checkpoint?.Head.Size,
        root = verdict.Checkpoint?.Checkpoint?.Head.Root.ToBase64(),
        index = verdict.Proof?.Index,
        entry = verdict.Entry is { } entry ? Convert.ToBase64String(entry.Span) : null,
        keys = verdict.Checkpoint?.VerifiedKeys.Select(key => key.ToString()),
        witnesses = verdict.Checkpoint?.Witnesses.Select(w => new { name = w.Name, time = w.Time }),
        ignoredSignatures = verdict.Checkpoint?.IgnoredSignatures,
        refusals = verdict.Refusals.Select(RefusalModel),
    };

    private static object RefusalModel(Refusal refusal) =>
        new { code = refusal.Code, zh = refusal.Zh, en = refusal.En };
}
