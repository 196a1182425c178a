namespace Huoshui.Systems;

/// <summary>放款: a loan drawn by a party through the coordination of financing.</summary>
/// <param name="PartyKey">统一社会信用代码, or the key by which the system that knows visits calls a person.</param>
/// <param name="BankId">机构ID of the bank.</param>
/// <param name="IouId">借据ID; with <paramref name="BankId"/> once.</param>
/// <param name="AmountFen">In 分.</param>
/// <param name="DrawnOn">The day, in Shanghai.</param>
/// <param name="IsCounted">Whether it is new money: 借新还旧, 展期 and 无还本续贷 are not.</param>
/// <param name="IsFirstLoan">首贷, as the bank said when it granted.</param>
public sealed record PartyDrawdown(
    string PartyKey, string BankId, string IouId, long AmountFen, DateOnly DrawnOn, bool IsCounted, bool IsFirstLoan);

/// <summary>Finds the loans that parties drew; the system that knows visits registers it. Entries that were merged are
/// one party, under the key of the entry that counts.</summary>
/// <param name="partyKeys">Whose.</param>
/// <param name="cancellationToken">Stops the query.</param>
/// <returns>Each 借据 once, by day, bank and 借据ID.</returns>
public delegate Task<IReadOnlyList<PartyDrawdown>> FindDrawdowns(
    IReadOnlyCollection<string> partyKeys, CancellationToken cancellationToken);
