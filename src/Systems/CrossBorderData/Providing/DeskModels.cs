namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>Shapes of the desk's calls.</summary>
internal static class DeskModels
{
    public static object State(ProviderDesk desk)
    {
        var state = desk.State;
        return new
        {
            provider = desk.Profile.Name,
            licence = desk.Profile.Licence,
            manifest = state.Manifest is { } manifest
                ? new { manifest.Sequence, manifest.IssuedAt, manifest.ValidUntil } : null,
            statusList = state.Status is { } status
                ? new { status.Sequence, status.IssuedAt, status.ValidUntil, dueAt = state.StatusDueAt } : null,
            hasUnpublishedKeys = state.HasUnpublishedKeys,
            places = new { total = TransparencyLogVerifier.Packages.StatusList.Size, state.Taken, state.Revoked },
            issued = state.Issued,
            problem = state.Problem,
        };
    }

    public static object Package(IssuedPackage package) => new
    {
        package.Index,
        package.Scenario,
        package.IssuedAt,
        package.ExpiresAt,
        package.HasHolder,
        revocation = package.Revocation is { } revocation ? new { revocation.At, revocation.Reason } : null,
    };
}
