using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Measures;
using YamlDotNet.RepresentationModel;

namespace Huoshui.Policies.Loading;

/// <summary>Reads vocabulary/calendars: calendars.yaml and one CSV of exceptional days a calendar.</summary>
internal static class CalendarLoader
{
    private static readonly string[] DayColumns = ["date", "worked", "name"];

    public static IReadOnlyList<WorkCalendar> Load(PackFiles files, ICollection<Diagnostic> sink)
    {
        if (files.Text("calendars/calendars.yaml") is not { } source)
            return [];
        var yaml = new YamlReader(source, sink);
        if (yaml.Root() is not { } map)
            return [];
        return [.. YamlReader.Entries(map)
            .Select(e => yaml.AsMap(e.Value, "日历", "a calendar") is { } body ? One(yaml, e.Key, body, files, sink) : null)
            .OfType<WorkCalendar>()];
    }

    private static WorkCalendar? One(
        YamlReader yaml, string id, YamlMappingNode map, PackFiles files, ICollection<Diagnostic> sink)
    {
        yaml.OnlyKeys(map, "title", "first", "last", "source", "illustrative_years");
        if (files.Text($"calendars/{id}.csv") is not { } days)
        {
            yaml.Error(map, PackCodes.FileMissing, $"缺少 calendars/{id}.csv", $"calendars/{id}.csv is missing");
            return null;
        }

        if (yaml.Date(map, "first", required: true) is not { } first || yaml.Date(map, "last", required: true) is not { } last)
            return null;
        var years = yaml.Texts(map, "illustrative_years").Select(y => int.Parse(y, CultureInfo.InvariantCulture)).ToHashSet();
        var exceptions = Days(days, sink);
        var working = new WorkingCalendar(
            id, first, last, exceptions.Where(d => !d.Value.IsWorked).Select(d => d.Key),
            exceptions.Where(d => d.Value.IsWorked).Select(d => d.Key));
        return new WorkCalendar(yaml.Localized(map, "title"), working, exceptions, years);
    }

    private static Dictionary<DateOnly, CalendarDay> Days(SourceText source, ICollection<Diagnostic> sink)
    {
        var days = new Dictionary<DateOnly, CalendarDay>();
        foreach (var line in PackCsv.Read(source, DayColumns, [], sink))
        {
            if (!DateOnly.TryParseExact(line["date"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                sink.Add(line.Error(PackCodes.CsvLine, $"“{line["date"]}”不是日期", $"\"{line["date"]}\" is no date"));
            else if (!days.TryAdd(date, new CalendarDay(line["worked"] == "1", line["name"])))
                sink.Add(line.Error(PackCodes.DuplicateId, $"{line["date"]} 出现两次", $"{line["date"]} stands twice"));
        }

        return days;
    }
}
