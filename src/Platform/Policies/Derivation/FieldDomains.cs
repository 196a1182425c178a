using System.Collections.Concurrent;
using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Policies.Loading;
using Huoshui.Vtl;

namespace Huoshui.Policies.Derivation;

/// <summary>The value domains that the fields of a return need, and the test of a field against its list.</summary>
internal sealed class FieldDomains(Func<string, CodeList?> lists)
{
    private const int CodesOfPair = 2;

    private readonly ConcurrentDictionary<string, ValueDomain> _domains = new(StringComparer.Ordinal);

    /// <summary>Every domain that a test has asked for so far, by name.</summary>
    public IReadOnlyList<ValueDomain> Domains => [.. _domains.Values.OrderBy(d => d.Name, StringComparer.Ordinal)];

    public LocalizedText TitleOf(FieldDefinition field)
    {
        var id = FieldCodes.ListOf(field.CodeList!);
        return id == FieldCodes.RegionList
            ? new LocalizedText("GB/T 2260 行政区划", "GB/T 2260 divisions")
            : lists(id)?.Title ?? new LocalizedText(id, id);
    }

    /// <summary>The condition that a filled field must meet.</summary>
    public string Test(FieldDefinition field)
    {
        var id = FieldCodes.ListOf(field.CodeList!);
        var name = VtlName.Of(field.Code);
        if (id == FieldCodes.RegionList)
            return Region(name);
        var codes = lists(id)?.Codes.Select(c => c.Value).ToArray() ?? [];
        if (!FieldCodes.IsMultiple(field.CodeList!))
            return $"{name} in {Domain(Padded(id, codes, field))}";
        return field.MaxLength is { } most && codes.Length > 0 && most <= (codes[0].Length * CodesOfPair) + 1
            ? $"{name} in {Domain(Pairs(id, codes))}"
            : $"match_characters({name}, \"({string.Join('|', codes)})(;({string.Join('|', codes)}))*\")";
    }

    /// <summary>True when the list has codes of another length than the format says: then the list is right and the
    /// format a slip.</summary>
    public bool HasOtherLengths(FieldDefinition field) =>
        field.ExactLength is { } length
        && lists(FieldCodes.ListOf(field.CodeList!)) is { } list
        && (FieldCodes.IsMultiple(field.CodeList!) || list.Codes.Any(c => c.Value.Length != length));

    /// <summary>A list as a domain under its own id, for written rules.</summary>
    public void Add(CodeList list) => Domain(new ValueDomain(list.Id, ScalarKind.String, Distinct(list.Codes.Select(c => c.Value))));

    private string Region(string field)
    {
        foreach (var id in new[] { "CL_PROVINCE", "CL_SHENZHEN_DISTRICT" })
        {
            if (lists(id) is { } list)
                Add(list);
        }

        return $"substr({field}, 1, 2) in CL_PROVINCE and (substr({field}, 1, 4) <> \"4403\" or {field} in CL_SHENZHEN_DISTRICT)";
    }

    private string Domain(ValueDomain domain) => _domains.GetOrAdd(domain.Name, domain).Name;

    // B010026 is typed 2!n while its list has one-digit codes, G060014 8!n with two: both forms are taken.
    private static ValueDomain Padded(string id, string[] codes, FieldDefinition field)
    {
        if (field.ExactLength is not { } length || codes.All(c => c.Length >= length))
            return new ValueDomain(id, ScalarKind.String, Distinct(codes));
        var name = string.Create(CultureInfo.InvariantCulture, $"{id}_{length}");
        return new ValueDomain(name, ScalarKind.String, Distinct(codes.Concat(codes.Select(c => c.PadLeft(length, '0')))));
    }

    private static ValueDomain Pairs(string id, string[] codes) => new(
        id + "_PAIR",
        ScalarKind.String,
        Distinct(codes.Concat(codes.SelectMany(a => codes.Where(b => b != a).Select(b => $"{a};{b}")))));

    private static string[] Distinct(IEnumerable<string> codes) => [.. codes.Distinct(StringComparer.Ordinal)];
}
