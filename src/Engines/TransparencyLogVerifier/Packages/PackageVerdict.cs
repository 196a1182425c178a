using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>A note and its place in a log. Its bytes must not be changed afterwards.</summary>
/// <param name="Note">The signed note.</param>
/// <param name="Proof">A C2SP tlog-proof of its entry.</param>
public sealed record LoggedNote(ReadOnlyMemory<byte> Note, ReadOnlyMemory<byte> Proof);

/// <summary>验证请求 Who verifies, for what and when; what he fetched beforehand.</summary>
public sealed record PackageQuestion
{
    /// <summary>Whom he trusts.</summary>
    public required TrustBundle Trust { get; init; }

    /// <summary>The time of verification.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The purpose for which he wants to use it: a code of the scenario.</summary>
    public required string Purpose { get; init; }

    /// <summary>Who he is; null only for what is not presented.</summary>
    public string? Audience { get; init; }

    /// <summary>What he asked the holder to sign; null only for what is not presented.</summary>
    public string? Nonce { get; init; }

    /// <summary>Status lists at hand.</summary>
    public IReadOnlyList<LoggedNote> StatusLists { get; init; } = [];

    /// <summary>Key manifests at hand, beside that of the package.</summary>
    public IReadOnlyList<LoggedNote> Manifests { get; init; } = [];

    /// <summary>What was judged before under the same trust bundle; null: nothing is known.</summary>
    public VerifierMemory? Memory { get; init; }

    /// <summary>Whether it is accepted although revocation cannot be told; then this stands in the result.</summary>
    public bool IsStatusOptional { get; init; }
}

/// <summary>How a point came out.</summary>
public enum CheckState
{
    /// <summary>成立.</summary>
    Proved,

    /// <summary>未证明: it was not asked, or what it needs was withheld.</summary>
    NotProved,
}

/// <summary>A point that was looked at, or was not.</summary>
/// <param name="Id">Its code: <c>issuer</c>, <c>log</c>, <c>document</c>, <c>fields</c>, <c>holder</c>, <c>status</c>,
/// <c>consent</c>, <c>purpose</c>, <c>time</c>.</param>
/// <param name="State">How it came out.</param>
/// <param name="Zh">In Chinese.</param>
/// <param name="En">In English.</param>
public sealed record Check(string Id, CheckState State, string Zh, string En);

/// <summary>A field that is shown and proved.</summary>
/// <param name="Name">Its name in the scenario.</param>
/// <param name="Value">Its value: a text as it is, anything else as JSON.</param>
/// <param name="LookAlikes">Characters that look like others: for the officer to see.</param>
public sealed record ShownField(string Name, string Value, IReadOnlyList<string> LookAlikes);

/// <summary>验证结果 What came out about a package. To be trusted only where it is accepted.</summary>
public sealed record PackageVerdict
{
    /// <summary>Most status lists, and most key manifests, that a verdict names and a record keeps.</summary>
    public const int MostStatusNotes = 16;

    /// <summary>Why it is refused; empty when it is accepted.</summary>
    public IReadOnlyList<Refusal> Refusals { get; init; } = [];

    /// <summary>What was proved and what was not.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary>What the issuer stated; null if it could not be read.</summary>
    public Statement? Statement { get; init; }

    /// <summary>The issuer; null if he is not trusted.</summary>
    public TrustedIssuer? Issuer { get; init; }

    /// <summary>Keys of the issuer whose signatures hold.</summary>
    public IReadOnlyList<VerifierKey> IssuerKeys { get; init; } = [];

    /// <summary>Number of the key manifest that was used; null if none was.</summary>
    public int? ManifestSequence => Manifest?.Sequence;

    /// <summary>The key manifest that was used; null if none was.</summary>
    public KeyManifest? Manifest { get; init; }

    /// <summary>The fetched manifests that decided, as they were signed and logged: that of the highest number among
    /// them; two if there are more of it (XBD1008); never one that came with the package only.</summary>
    public IReadOnlyList<LoggedNote> FetchedManifests { get; init; } = [];

    /// <summary>The status lists that decided: the newest, and those that revoke, the oldest of them first; at most
    /// <see cref="MostStatusNotes"/>.</summary>
    public IReadOnlyList<LoggedNote> StatusNotes { get; init; } = [];

    /// <summary>The proof in the log; null if it was not reached.</summary>
    public ProofVerdict? Log { get; init; }

    /// <summary>The presentation; null if there is none: then it is shown by its bearer only.</summary>
    public Presentation? Presentation { get; init; }

    /// <summary>Whether the holder's key signed for this audience, purpose and nonce.</summary>
    public bool IsHolderProved { get; init; }

    /// <summary>Whether the document is there and matches.</summary>
    public bool IsDocumentProved { get; init; }

    /// <summary>Time of the status list that was used; null if none was.</summary>
    public DateTimeOffset? StatusAt { get; init; }

    /// <summary>The fields that are shown.</summary>
    public IReadOnlyList<ShownField> Fields { get; init; } = [];

    /// <summary>Characters of the document that look like others.</summary>
    public IReadOnlyList<string> LookAlikes { get; init; } = [];

    /// <summary>Whether nothing speaks against it.</summary>
    public bool IsAccepted => Refusals.Count == 0;
}
