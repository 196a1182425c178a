using Huoshui.Diagnostics;
using Huoshui.Operations;

namespace Huoshui.Systems;

/// <summary>线索: a party met at an event, offered to those who visit.</summary>
/// <param name="Id">Of the contact; offered twice it is one lead.</param>
/// <param name="Usci">统一社会信用代码; null for a person.</param>
/// <param name="PersonKey">Keyed hash of a person's identity number (<see cref="HashIdentity"/>); null for a
/// firm.</param>
/// <param name="Name">Its name.</param>
/// <param name="StreetCode">街道, nine digits; read only when the party is not known yet.</param>
/// <param name="On">The day of the contact, in Shanghai.</param>
/// <param name="Campaign">The name of the campaign, as the officer reads it.</param>
public sealed record LeadOffer(
    Guid Id, string? Usci, string? PersonKey, string Name, string StreetCode, DateOnly On, LocalizedText Campaign);

/// <summary>The keyed hash by which a person is known; the system that knows visits registers it. Asked before a
/// transaction begins: the first time it writes its key.</summary>
/// <param name="identity">身份号码, in clear.</param>
/// <param name="cancellationToken">Stops the query.</param>
public delegate Task<string> HashIdentity(string identity, CancellationToken cancellationToken);

/// <summary>What became of an offered lead.</summary>
/// <param name="PartyKey">统一社会信用代码, or the key by which the system that knows visits calls a person.</param>
/// <param name="StreetCode">街道 of the party, by the register.</param>
/// <param name="DistrictCode">管理区 of the street.</param>
/// <param name="IsInWork">Whether it waits for a visit already or has an open case: nothing is doubled.</param>
public sealed record OfferedLead(string PartyKey, string StreetCode, string DistrictCode, bool IsInWork);

/// <summary>Offers a lead to those who visit; the system that knows visits registers it. What it adds to the context
/// is saved with the contact, in one transaction; of two who add one party at once the second finds a conflict.
/// </summary>
/// <param name="context">The unit of work.</param>
/// <param name="lead">Whom.</param>
/// <param name="wants">Asked with the party's key before the lead is added; false offers nothing.</param>
/// <param name="cancellationToken">Stops the query.</param>
/// <returns>Null when the city has no such street.</returns>
public delegate Task<OfferedLead?> OfferLead(
    OperationsContext context, LeadOffer lead, Func<string, Task<bool>> wants, CancellationToken cancellationToken);

/// <summary>主体现状 as the system that knows visits tells it.</summary>
/// <param name="Key">Of the entry that counts; entries that were merged are one party.</param>
/// <param name="Keys">Of every entry of the party, itself among them.</param>
/// <param name="StreetCode">街道.</param>
/// <param name="DistrictCode">管理区 of the street.</param>
/// <param name="LastVisitedOn">The day of its latest visit that counts; null for none.</param>
public sealed record PartyStanding(
    string Key, IReadOnlyList<string> Keys, string StreetCode, string DistrictCode, DateOnly? LastVisitedOn);

/// <summary>Finds parties; the system that knows visits registers it.</summary>
/// <param name="partyKeys">Of any of their entries.</param>
/// <param name="cancellationToken">Stops the query.</param>
/// <returns>By the key asked for; those that it does not know are left out.</returns>
public delegate Task<IReadOnlyDictionary<string, PartyStanding>> FindParties(
    IReadOnlyCollection<string> partyKeys, CancellationToken cancellationToken);
