using System.Text;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLog.Witnesses;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Packages;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Packages;

/// <summary>A log with two witnesses, an issuer with its manifest and status list, a holder, and who verifies.</summary>
internal sealed class PackageWorld : IAsyncDisposable
{
    public const string Issuer = "issuer.example.cn/baihang";
    public const string Audience = "bank.example.hk/fubon";
    public const string Nonce = "n-20261130-7f3a";
    public const string Purpose = "loan";

    public static readonly DateTimeOffset Day = new(2026, 11, 30, 2, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<Task<PackageWorld>> One = new(CreateAsync);

    private readonly TestLog _log;
    private readonly LogWriter _writer;
    private readonly WitnessKeys[] _witnesses = [WitnessKeys.Generate("witness.example.hk/w1"), WitnessKeys.Generate("witness.example.cn/w2")];
    private readonly List<WitnessDesk> _desks = [];
    private readonly Clock _clock = new();
    private readonly SemaphoreSlim _one = new(1); // tests share a world: an entry and its checkpoint belong together
    private readonly Dictionary<WitnessDesk, long> _seen = [];
    private readonly MemoryStream _sent = new();

    private PackageWorld(TestLog log)
    {
        _log = log;
        _writer = log.Open();
        foreach (var keys in _witnesses)
            _desks.Add(new WitnessDesk(log.Beside(keys.Public.Id.ToString("x8", null)), keys, [log.Keys.Ed25519, log.Keys.Sm2], _clock));
    }

    public StatementKeys Root { get; } = StatementKeys.Generate(Issuer);

    public StatementKeys Keys { get; } = StatementKeys.Generate(Issuer);

    public HolderKeys Holder { get; } = HolderKeys.Generate();

    public LoggedNote Manifest { get; private set; } = null!;

    public LoggedNote Status { get; private set; } = null!;

    public TrustBundle Trust => new()
    {
        Logs = [[_log.Keys.Ed25519, _log.Keys.Sm2, _log.Keys.Sm2.Twin()]],
        Witnesses = [.. _witnesses.Select(w => w.Public)],
        Quorum = 2,
        Issuers = [new TrustedIssuer(Issuer, "百行征信", "Baihang Credit", "京征-001", [Root.Ed25519, Root.Sm2])],
        StatusHours = 24,
    };

    public PackageQuestion Question => new()
    {
        Trust = Trust,
        Now = Day.AddHours(1),
        Purpose = Purpose,
        Audience = Audience,
        Nonce = Nonce,
        StatusLists = [Status],
        Manifests = [Manifest],
    };

    public PackageDraft Draft => new()
    {
        Scenario = "crossborder/bankstatement",
        ScenarioCode = 3,
        Direction = "southbound",
        IssuedAt = Day,
        ExpiresAt = Day.AddDays(30),
        Purposes = [Purpose, "account"],
        Form = DocumentForm.Bytes,
        MediaType = "application/pdf",
        Document = Encoding.UTF8.GetBytes("%PDF-1.7 李明 4403******** 余额 1,234.56"),
        Consent = """{"given_at":"2026-11-30T01:59:00Z","language":"zh-CN"}"""u8.ToArray(),
        FieldsKind = FieldsKind.Tree,
        Fields = [("balance", "1234.56"), ("currency", "CNY"), ("name", "李明")],
        Holder = Holder.Public,
        StatusIndex = 4711,
    };

    /// <summary>One for tests that do not change it.</summary>
    public static Task<PackageWorld> SharedAsync() => One.Value;

    public static async Task<PackageWorld> CreateAsync()
    {
        var world = new PackageWorld(await TestLog.CreateAsync());
        world.Manifest = await world.ManifestAsync(1);
        world.Status = await world.StatusAsync(1, Day);
        return world;
    }

    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    /// <summary>The keys of the issuer, as one edition of its manifest.</summary>
    public Task<LoggedNote> ManifestAsync(
        int sequence, DateTimeOffset? compromisedAt = null, StatementKeys? signer = null, IEnumerable<IssuerKey>? more = null,
        DateTimeOffset? until = null, DateTimeOffset? issuedAt = null)
    {
        var manifest = new KeyManifest(
            Issuer, sequence, issuedAt ?? Day.AddDays(-1), Day.AddDays(60),
            [
                new IssuerKey(Keys.Ed25519, Day.AddDays(-1), until ?? Day.AddDays(90), compromisedAt),
                new IssuerKey(Keys.Sm2, Day.AddDays(-1), until ?? Day.AddDays(90), compromisedAt), .. more ?? [],
            ]);
        var note = (signer ?? Root).SignNote(manifest.ToText());
        return LoggedAsync(note, manifest.Entry(note, (signer ?? Root).Ed25519.Id));
    }

    public Task<LoggedNote> StatusAsync(int sequence, DateTimeOffset issuedAt, StatementKeys? signer = null, params int[] revoked)
    {
        var bits = new byte[StatusList.SizeBytes];
        foreach (var index in revoked)
            bits[index / 8] |= (byte)(1 << (index % 8));
        var list = new StatusList(Issuer, 0, sequence, issuedAt, issuedAt.AddDays(7), bits);
        var note = (signer ?? Keys).SignNote(list.ToText());
        return LoggedAsync(note, list.Entry(note, (signer ?? Keys).Ed25519.Id));
    }

    public async Task<PackageParts> IssueAsync(PackageDraft draft, StatementKeys? keys = null)
    {
        var (signed, refusal) = SignedPackage.Sign(draft, keys ?? Keys);
        Assert.Null(refusal);
        return signed!.Complete(await ProofAsync(signed.Entry), Manifest);
    }

    public Task<PackageParts> IssueAsync() => IssueAsync(Draft);

    public PackageParts Present(
        PackageParts parts, string audience = Audience, string purpose = Purpose, string nonce = Nonce,
        HolderKeys? key = null, DateTimeOffset? until = null) => PackagePresenter.Sign(
            parts,
            Presentation.Of(parts.ToArray(), audience, purpose, nonce, Day.AddMinutes(50), until ?? Day.AddHours(2)),
            key ?? Holder);

    public PackageVerdict Verify(PackageParts parts, PackageQuestion? question = null) =>
        PackageVerifier.Verify(parts.ToArray(), question ?? Question);

    /// <summary>Appends an entry and returns its proof under a checkpoint with both witnesses.</summary>
    public async Task<byte[]> ProofAsync(LogEntry entry, DateTimeOffset? seenAt = null)
    {
        await _one.WaitAsync(TestLog.Stop);
        try
        {
            return await ProveAsync(entry, seenAt);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<byte[]> ProveAsync(LogEntry entry, DateTimeOffset? seenAt)
    {
        _clock.Now = seenAt ?? Day.AddMinutes(1);
        var appended = await _writer.AppendAsync(entry.ToArray());
        await _writer.PublishAsync();
        var lines = new List<NoteSignature>();
        foreach (var desk in _desks)
        {
            var log = new LogReader(_log.Folder);
            var old = _seen.GetValueOrDefault(desk);
            var request = new WitnessRequest(old, log.Consistency(old), log.CheckpointNote).ToArray();
            _sent.Write(request);
            var answer = desk.AddCheckpoint(request);
            Assert.Equal(200, answer.Status);
            _seen[desk] = log.Head.Size;
            lines.AddRange(SignedNote.ReadLines(Encoding.UTF8.GetBytes(answer.Body))!);
        }

        await _writer.AddSignaturesAsync(lines);
        return new LogReader(_log.Folder).Prove(appended.Index, holdsEntry: false).ToArray();
    }

    public async Task<LoggedNote> LoggedAsync(byte[] note, LogEntry entry) => new(note, await ProofAsync(entry));

    /// <summary>What went to the witnesses.</summary>
    public byte[] Sent() => _sent.ToArray();

    public byte[] AllOfTheLog()
    {
        using var all = new MemoryStream();
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(_log.Folder)!, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) != "lock"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.CopyTo(all);
        }

        return all.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _desks.ForEach(d => d.Dispose());
        _log.Dispose();
        _one.Dispose();
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Day;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
