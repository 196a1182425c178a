namespace Huoshui.Registry;

/// <summary>演示用户: one account for every role, with random passwords that are printed once. For demonstrations
/// only.</summary>
public sealed class DemoAccounts(AccountDirectory directory, DistrictRegistry districts)
{
    /// <summary>Makes the accounts that are not there yet; those of a street or district only once the districts are
    /// imported.</summary>
    /// <param name="institutionId">Whose 填报人, 复核人 and 签发人 are made.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops between two accounts.</param>
    /// <returns>Those made now, with their passwords; those that were there before cannot be shown again.</returns>
    public async Task<IReadOnlyList<IssuedAccount>> EnsureAsync(
        string institutionId, string actor, CancellationToken cancellationToken)
    {
        var known = (await directory.ListAsync(cancellationToken)).Select(a => a.Account.UserName!)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var issued = new List<IssuedAccount>();
        var street = (await districts.StreetsAsync(cancellationToken)).FirstOrDefault(s => !s.IsSpecialArea);
        foreach (var (role, title) in Roles.All)
        {
            if (known.Contains(role) || (street is null && Roles.OfAreas.Contains(role)))
                continue;
            var ofInstitution = Roles.OfInstitutions.Contains(role);
            var request = new AccountRequest(
                role, $"演示{title.Zh}", [role], ofInstitution ? institutionId : null,
                SeesClear: ofInstitution || Roles.OfAreas.Contains(role),
                AreaCode: role == Roles.StreetOfficer ? street!.Code : role == Roles.DistrictTeam ? street!.DistrictCode
                    : null);
            issued.Add(await directory.AddAsync(request, actor, mustChange: false, cancellationToken));
        }

        return issued;
    }
}
