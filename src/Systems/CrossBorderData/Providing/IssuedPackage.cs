namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>已发行的数据包 What a provider keeps of a package: its place in the status list and its times. Nothing in it is
/// about the subject.</summary>
/// <param name="Index">Place in the status list.</param>
/// <param name="Scenario">Id of the pack.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="ExpiresAt">The first moment at which it no longer holds.</param>
/// <param name="HasHolder">Whether it is bound to a holder's key.</param>
public sealed record IssuedPackage(
    int Index, string Scenario, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, bool HasHolder)
{
    /// <summary>Its revocation; null while it stands.</summary>
    public Revocation? Revocation { get; init; }
}

/// <summary>撤销 That a place of the status list was revoked.</summary>
/// <param name="Index">The place.</param>
/// <param name="At">When.</param>
/// <param name="Reason">One of <see cref="RevocationReasons.All"/>: a code, never words about a person.</param>
public sealed record Revocation(int Index, DateTimeOffset At, string Reason);

/// <summary>撤销原因 The reasons that a provider notes; for itself only, none of them is published.</summary>
public static class RevocationReasons
{
    /// <summary>No reason was given.</summary>
    public const string Unspecified = "unspecified";

    /// <summary>Every reason, in the order of the page.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["subject", "key_lost", "wrong_content", "superseded", "order", Unspecified];
}
