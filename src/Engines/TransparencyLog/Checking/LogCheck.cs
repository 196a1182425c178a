using Huoshui.Diagnostics;
using Huoshui.TransparencyLog.Storage;
using Huoshui.TransparencyLogVerifier;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.TransparencyLog.Checking;

/// <summary>What came out of a check of a whole log.</summary>
/// <param name="Size">Entries under the checkpoint; 0 if it is not accepted.</param>
/// <param name="Findings">
/// Errors and warnings; no error: everything that is served follows from what was signed.
/// </param>
public sealed record LogCheckReport(long Size, IReadOnlyList<Diagnostic> Findings)
{
    /// <summary>Whether there is an error.</summary>
    public bool IsBroken => Findings.Any(f => f.Severity == DiagnosticSeverity.Error);
}

/// <summary>
/// 日志核查 Checks every byte of a log that is served, and its write-ahead log where that is readable, against the signed
/// checkpoint, and names the exact entry, tile and offset.
/// </summary>
public sealed class LogCheck
{
    private readonly LogFolder _folder;
    private readonly IReadOnlyList<VerifierKey> _pinned;
    private readonly FindingList _findings = new();

    private LogCheck(string folder, IReadOnlyList<VerifierKey> pinned)
    {
        _folder = new LogFolder(Path.GetFullPath(folder));
        _pinned = pinned;
    }

    /// <summary>Checks a log.</summary>
    /// <param name="folder">Its folder, or a copy of what is served of it.</param>
    /// <param name="pinned">
    /// Keys of the log that the caller trusts; an SM2 key is needed to pin the twin tree by SM2.
    /// </param>
    public static LogCheckReport Check(string folder, IReadOnlyList<VerifierKey> pinned)
    {
        var check = new LogCheck(folder, pinned);
        var size = check.Run();
        return new LogCheckReport(size, check._findings.Sorted());
    }

    private long Run()
    {
        CheckKeyFiles();
        var keys = Keys();
        if (Verify("checkpoint", _folder.Checkpoint, keys, TreeHash.Sha256) is not { Checkpoint: { } main } verdict)
            return 0;
        var twin = Verify("sm3/checkpoint", _folder.TwinCheckpoint, TwinKeys(keys), TreeHash.Sm3);
        var tree = new TreeCheck(_folder.Root, string.Empty, TreeHash.Sha256, main.Head, _findings);
        var trees = new List<TreeCheck> { tree };
        if (twin?.Checkpoint is { } twinCheckpoint && IsTwin(verdict, twinCheckpoint))
            trees.Add(new TreeCheck(_folder.Twin, "sm3/", TreeHash.Sm3, twinCheckpoint.Head, _findings));
        new BundleCheck(_folder, main.Head.Size, trees, _findings).Run();
        trees.ForEach(t => t.Finish());
        new FileInventory(_folder, main.Head.Size, _findings).Run();
        return main.Head.Size;
    }

    // What the folder says of its keys must be what was pinned.
    private void CheckKeyFiles()
    {
        foreach (var (file, kind) in new[]
        {
            (_folder.VerifierKey, SignatureKind.Ed25519), (_folder.Sm2VerifierKey, SignatureKind.Sm2),
        })
        {
            var key = _pinned.FirstOrDefault(k => k.Kind == kind);
            if (key is not null && File.Exists(file) && File.ReadAllText(file) != key + "\n")
                _findings.Add(Findings.OtherKeyFile(Path.GetFileName(file)));
        }

        if (PublishedSm2() is not { Sm2: { } sm2 } || !File.Exists(_folder.Sm2Pem))
            return;
        if (File.ReadAllText(_folder.Sm2Pem) != TransparencyLog.Keys.Sm2SigningKey.Pem(sm2.Point.Span))
            _findings.Add(Findings.OtherKeyFile(Path.GetFileName(_folder.Sm2Pem)));
    }

    // Where only Ed25519 is pinned, the SM2 key of the folder serves to notice damage, though not forgery.
    private List<VerifierKey> Keys()
    {
        var sm2 = _pinned.FirstOrDefault(k => k.Kind == SignatureKind.Sm2) ?? PublishedSm2();
        var keys = _pinned.Where(k => k.Kind is SignatureKind.Ed25519 or SignatureKind.Sm2).ToList();
        if (sm2 is null || sm2.Name != keys[0].Name)
            return keys;
        if (!keys.Contains(sm2))
            keys.Add(sm2);
        keys.Add(sm2.Twin());
        return keys;
    }

    private VerifierKey? PublishedSm2()
    {
        if (!File.Exists(_folder.Sm2VerifierKey))
            return null;
        var key = VerifierKey.TryParse(File.ReadAllText(_folder.Sm2VerifierKey).Trim());
        if (key?.Kind == SignatureKind.Sm2)
            return key;
        _findings.Add(Findings.OtherKeyFile(Path.GetFileName(_folder.Sm2VerifierKey)));
        return null;
    }

    private static List<VerifierKey> TwinKeys(List<VerifierKey> keys) =>
        [.. keys.Where(k => k.Kind is SignatureKind.Ed25519 or SignatureKind.Sm2).Select(k => k.ForTwinTree())];

    private CheckpointVerdict? Verify(string name, string path, List<VerifierKey> keys, TreeHash hash)
    {
        if (!File.Exists(path))
        {
            _findings.Add(Findings.Missing(name));
            return null;
        }

        var verdict = CheckpointVerifier.Verify(File.ReadAllBytes(path), new VerificationPolicy(keys), hash);
        foreach (var refusal in verdict.Refusals)
            _findings.Add(Diagnosed(refusal, name));
        return verdict.IsAccepted ? verdict : null;
    }

    private bool IsTwin(CheckpointVerdict main, Checkpoint twin)
    {
        var head = main.Checkpoint!.Head;
        var isLinked = twin.Extensions is [var line] && line == $"sha256 {head.Root.ToBase64()}"
            && twin.Head.Size == head.Size && (main.TwinRoot is null || main.TwinRoot == twin.Head.Root);
        if (!isLinked)
            _findings.Add(Findings.NotLinked(head, twin.Head, main.TwinRoot));
        return isLinked;
    }

    private static Diagnostic Diagnosed(Refusal refusal, string name) =>
        Diagnostic.Error(refusal.Code, $"{name}：{refusal.Zh}", $"{name}: {refusal.En}");
}
