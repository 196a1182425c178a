using System.Text;
using Huoshui.Policies;
using Huoshui.Registry;

namespace Huoshui.Systems.Visits.Import;

/// <summary>A row that is right by itself.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Code">The code.</param>
/// <param name="IsIndividual">Whether it is an identity number.</param>
/// <param name="Name">名称.</param>
/// <param name="Street">街道.</param>
internal sealed record ImportRow(int Line, string Code, bool IsIndividual, string Name, Street Street);

/// <summary>Checks rows one after the other: form, street, area, doubles in the file. Not thread safe.</summary>
internal sealed class ImportCheck
{
    private readonly Dictionary<string, Street> _streets = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, int> _seen = [];
    private readonly string? _area;

    /// <summary>Checks against the streets of the city.</summary>
    /// <param name="streets">Of the city; found by code, and by name where one street has it.</param>
    /// <param name="area">管理区 whose rows are taken; null for all.</param>
    public ImportCheck(IReadOnlyList<Street> streets, string? area)
    {
        _area = area;
        foreach (var street in streets)
            _streets[street.Code] = street;
        foreach (var name in streets.GroupBy(s => s.NameZh, StringComparer.Ordinal).Where(g => g.Count() == 1))
            _streets.TryAdd(name.Key, name.First());
    }

    /// <summary>What was refused.</summary>
    public ImportReport Report { get; } = new();

    /// <summary>The row, or null after its refusal is reported.</summary>
    public ImportRow? Row(EntityLine line)
    {
        var isFirm = IsOf(line.Code, CheckDigits.IsUsci);
        var refusal = !line.IsWhole ? VisitRefusals.Row.At("*")
            : !isFirm && !IsOf(line.Code, CheckDigits.IsIdentityCard) ? VisitRefusals.WrongCode.At("code")
            : VisitFields.Name(line.Name, "名称", "The name").At("name");
        if (refusal is null && !_streets.ContainsKey(line.Street))
            refusal = VisitRefusals.OutsideCity.At("street");
        if (refusal is null && _area is not null && _streets[line.Street].DistrictCode != _area)
            refusal = VisitRefusals.OtherDistrict.At("street");
        if (refusal is null && !_seen.TryAdd(Packed(line.Code), line.Line))
            refusal = VisitRefusals.Twice(_seen[Packed(line.Code)]).At("code");
        if (refusal is null)
            return new ImportRow(line.Line, line.Code, !isFirm, line.Name, _streets[line.Street]);
        Report.Add(line.Line, refusal);
        return null;
    }

    private static bool IsOf(string code, Kind isOf) => code.Length <= CheckDigits.MaxLength && code.All(char.IsAscii)
        && isOf(Encoding.ASCII.GetBytes(code));

    private delegate bool Kind(ReadOnlySpan<byte> code);

    // Eighteen letters or digits: a number of 36 digits' base.
    private static UInt128 Packed(string code)
    {
        UInt128 packed = 0;
        foreach (var c in code)
            packed = (packed * 36) + (UInt128)(char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10);
        return packed;
    }
}
