using Huoshui.Registry;
using Huoshui.Systems.City.Roster;

namespace Huoshui.Systems.City.Filing;

/// <summary>institutions.csv: every institution that files, as the registry imports it.</summary>
internal static class InstitutionFile
{
    /// <summary>Code of 境内保险业金融机构 in the list 机构类型.</summary>
    private const string InsurerType = "20";

    /// <summary>Code of 境内其他机构 in the list 机构类型.</summary>
    private const string OtherType = "24";

    public static void Write(string folder, IEnumerable<TeamRow> teams)
    {
        using var file = File.Create(Path.Combine(folder, "institutions.csv"));
        InstitutionCsv.Write(
            file, [.. BankRoster.Banks.Select(Of), .. InsurerRoster.Insurers.Select(Of), .. teams.Select(Of)]);
    }

    private static Institution Of(TeamRow team) => new()
    {
        Id = team.Institution,
        NameZh = team.NameZh + "融资协调工作专班",
        NameEn = team.NameEn + " financing coordination team",
        Kind = OtherType,
        ActiveFrom = new DateOnly(2024, 10, 15),
        District = team.Code,
    };

    private static Institution Of(Bank bank) => new()
    {
        Id = bank.Id,
        NameZh = bank.NameZh,
        NameEn = bank.NameEn,
        Kind = bank.Type,
        IsLocalLegalPerson = bank.IsLocal,
        Capital = bank.HongKongFunded ? "hongkong" : bank.Type is "10" or "11" ? "foreign" : "mainland",
        ActiveFrom = bank.ActiveFrom,
        Licence = bank.Licence,
        Usci = bank.Usci,
        District = bank.District,
    };

    private static Institution Of(Insurer insurer) => new()
    {
        Id = insurer.Id,
        NameZh = insurer.NameZh,
        NameEn = insurer.NameEn,
        Kind = InsurerType,
        IsLocalLegalPerson = insurer.IsLocal,
        Capital = "mainland",
        ActiveFrom = new DateOnly(2010, 3, 1),
        Licence = insurer.Licence,
        Usci = insurer.Usci,
        District = "440304",
    };
}
