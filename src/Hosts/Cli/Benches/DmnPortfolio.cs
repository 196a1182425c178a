using System.Globalization;
using System.Text;
using Huoshui.Dmn;

namespace Huoshui.Cli.Benches;

/// <summary>A made-up loan table and applicants for it: five exact numbers and a grade, under FIRST, each rule an
/// interval or a dash in each column, the last rule for all others. The same seed makes the same.</summary>
internal sealed class DmnPortfolio
{
    private static readonly string[] Names = ["score", "amount", "debt_ratio", "months", "turnover"];
    private static readonly long[] Least = [30_000, 100_000, 0, 0, 0];
    private static readonly long[] Most = [90_000, 500_000_000, 150, 36_000, 900_000_000];
    private static readonly string[] Grades = ["A", "B", "C", "D"];
    private readonly long[][] _numbers;
    private readonly int[] _grades;
    private ulong _state = 20_261_129;

    /// <summary>Makes a table and applicants.</summary>
    /// <param name="rules">Rules of the table.</param>
    /// <param name="width">Which part of its column an interval covers, 0 to 1.</param>
    /// <param name="rows">Applicants.</param>
    public DmnPortfolio(int rules, double width, int rows)
    {
        var table = Enumerable.Range(1, rules - 1).Select(i => Rule(i, width)).ToList();
        table.Add(new DmnRule([.. Names.Select(_ => ((long, long)?)null)], null, rules));
        Rules = table;
        Model = Text(table);
        _numbers = [.. Names.Select((_, i) => Enumerable.Range(0, rows).Select(_ => Between(Least[i], Most[i])).ToArray())];
        _grades = [.. Enumerable.Range(0, rows).Select(_ => (int)Between(0, Grades.Length))];
    }

    /// <summary>The rules; numbers in hundredths.</summary>
    public IReadOnlyList<DmnRule> Rules { get; }

    /// <summary>The table as DMN.</summary>
    public string Model { get; }

    public int Rows => _grades.Length;

    public static IReadOnlyList<string> InputNames => [.. Names, "grade"];

    public DecisionColumn[] Columns(PreparedDecision decision) => [.. decision.InputNames.Select(Column)];

    /// <summary>Sets the inputs of one applicant; the ordinals are those of the table's columns.</summary>
    public void Set(DecisionFrame frame, int row)
    {
        for (var i = 0; i < _numbers.Length; i++)
            frame.Set(i, _numbers[i][row], scale: 2);
        frame.Set(_numbers.Length, Grades[_grades[row]]);
    }

    /// <summary>One applicant by name, for peers without exact numbers.</summary>
    public Dictionary<string, object> Applicant(int row)
    {
        var applicant = Names.Select((name, i) => (name, (object)(_numbers[i][row] / 100m)))
            .ToDictionary(p => p.name, p => p.Item2, StringComparer.Ordinal);
        applicant["grade"] = Grades[_grades[row]];
        return applicant;
    }

    /// <summary>The rule that an applicant meets first, by going through them.</summary>
    public int FirstRule(int row) => Rules.First(r =>
        r.Numbers.Select((c, i) => c is not { } range || (_numbers[i][row] >= range.From && _numbers[i][row] < range.To))
            .All(isMet => isMet) && (r.Grade is null || r.Grade == Grades[_grades[row]])).Number;

    private DecisionColumn Column(string name) => name == "grade" ? DecisionColumn.Strings(_grades, Grades)
        : DecisionColumn.Numbers(_numbers[Array.IndexOf(Names, name)], scale: 2);

    private DmnRule Rule(int number, double width)
    {
        var cells = new (long, long)?[Names.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            var span = (long)((Most[i] - Least[i]) * width);
            var from = Between(Least[i], Most[i] - span);
            cells[i] = Between(0, 5) == 0 ? null : (from, from + span);
        }

        return new DmnRule(cells, Between(0, 3) == 0 ? null : Grades[Between(0, Grades.Length)], number);
    }

    // Knuth's MMIX generator: the same numbers on every machine.
    private long Between(long least, long below)
    {
        _state = unchecked((_state * 6364136223846793005UL) + 1442695040888963407UL);
        return least + (long)((_state >> 16) % (ulong)Math.Max(1, below - least));
    }

    private static string Text(IEnumerable<DmnRule> rules)
    {
        var xml = new StringBuilder("<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"bench\">");
        foreach (var name in InputNames)
        {
            var type = name == "grade" ? "string" : "number";
            xml.Append(CultureInfo.InvariantCulture, $"<inputData id=\"{name}\" name=\"{name}\"><variable name=\"{name}\" typeRef=\"{type}\"/></inputData>\n");
        }

        xml.Append("<decision id=\"rate\" name=\"rate\"><variable name=\"rate\" typeRef=\"number\"/>");
        foreach (var name in InputNames)
            xml.Append(CultureInfo.InvariantCulture, $"<informationRequirement><requiredInput href=\"#{name}\"/></informationRequirement>\n");
        xml.Append("<decisionTable hitPolicy=\"FIRST\">");
        foreach (var name in InputNames)
            xml.Append(CultureInfo.InvariantCulture, $"<input><inputExpression><text>{name}</text></inputExpression></input>\n");
        xml.Append("<output/>");
        foreach (var rule in rules)
            Append(xml, rule);
        return xml.Append("</decisionTable></decision></definitions>").ToString();
    }

    private static void Append(StringBuilder xml, DmnRule rule)
    {
        xml.Append("<rule>");
        foreach (var cell in rule.Numbers)
        {
            var text = cell is { } range
                ? string.Create(CultureInfo.InvariantCulture, $"[{range.From / 100m}..{range.To / 100m})") : "-";
            xml.Append(CultureInfo.InvariantCulture, $"<inputEntry><text>{text}</text></inputEntry>");
        }

        var grade = rule.Grade is null ? "-" : $"\"{rule.Grade}\"";
        xml.Append(CultureInfo.InvariantCulture, $"<inputEntry><text>{grade}</text></inputEntry><outputEntry><text>{rule.Number}</text></outputEntry></rule>\n");
    }
}

/// <summary>A rule: from and to (without it) in hundredths, or null for any; its number is its outcome.</summary>
internal sealed record DmnRule((long From, long To)?[] Numbers, string? Grade, int Number);
