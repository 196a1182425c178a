using System.Globalization;
using Huoshui.Policies;
using Huoshui.Warehouse;

namespace Huoshui.Cli.Benches;

/// <summary>
/// Writes CSV files of tables of the standard, set-wise: every field, values that obey format, code list and range.
/// Every loan of F27 has its line in H01. The same rows on every machine: a value is a function of the row's number.
/// </summary>
internal sealed class LoanFiles(PolicyLibrary library, ReturnDefinition definition, DateOnly asOf)
{
    private const int OptionalFilledPercent = 70;

    /// <summary>Writes a table.</summary>
    /// <param name="code">Code of the table.</param>
    /// <param name="rows">How many.</param>
    /// <param name="failingPercent">Rows of a hundred that get an error: a negative amount, an unknown code, or no date.</param>
    /// <param name="path">Where to.</param>
    public void Write(string code, int rows, int failingPercent, string path)
    {
        var table = definition.Table(code)!;
        var columns = table.Fields.Select((f, n) => $"{Dirty(f, Value(table, f, n + 1), failingPercent)} AS {Sql.Name(f.Code)}");
        var limits = new DuckLimits { Threads = Environment.ProcessorCount, MemoryMebibytes = 1024 };
        using var session = DuckSession.Open(limits, [], Path.GetDirectoryName(path));
        session.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"COPY (SELECT {string.Join(", ", columns)} FROM range({rows}) r(i)) TO {Sql.Text(path)} (HEADER, DELIMITER ',')"));
    }

    private string Value(TableDefinition table, FieldDefinition field, int n)
    {
        var value = Filled(table, field, n);
        if (field.IsRequired || table.Key.Contains(field.Code, StringComparer.Ordinal) || field.Code == table.DateField)
            return value;
        return string.Create(CultureInfo.InvariantCulture, $"CASE WHEN (i * {n} + {n}) % 100 < {OptionalFilledPercent} THEN {value} END");
    }

    private string Filled(TableDefinition table, FieldDefinition field, int n)
    {
        if (field.Code == table.DateField)
            return Sql.Text(Day(asOf));
        if (field.Code == table.Key[0])
            return "'JJ' || lpad(i::VARCHAR, 18, '0')";
        if (field.CodeList?.TrimEnd('*') is { } list && library.Vocabulary.List(list) is { Codes.Count: > 0 } codes)
            return Pick([.. codes.Codes.Select(c => c.Value)], n);
        return field.Kind switch
        {
            ColumnKind.Date => Date(table, field, n),
            ColumnKind.Decimal => Amount(field, n),
            ColumnKind.Integer => Invariant($"((i * {n}) % 5)::VARCHAR"),
            ColumnKind.Boolean => Invariant($"((i * {n}) % 2)::VARCHAR"),
            _ => Text(field, n),
        };
    }

    // Dates that must come first lie before the reporting date, the others after it.
    private string Date(TableDefinition table, FieldDefinition field, int n)
    {
        var isLater = table.DateOrders.Any(o => o.Later == field.Code);
        return Invariant($"strftime(DATE '{Day(asOf)}' {(isLater ? '+' : '-')} ((i * {n}) % 1500)::INTEGER, '%Y-%m-%d')");
    }

    private static string Amount(FieldDefinition field, int n) => field.Range switch
    {
        ValueRange.Probability => Invariant($"(((i * {n}) % 1000) / 1000)::DECIMAL(18,{field.Scale})::VARCHAR"),
        ValueRange.Rate or ValueRange.Percent => Invariant($"(2 + ((i * {n}) % 900) / 100)::DECIMAL(18,{field.Scale})::VARCHAR"),
        _ => Invariant($"(1 + ((i * {n}7919) % 100000000) / 100)::DECIMAL(18,{field.Scale})::VARCHAR"),
    };

    private static string Text(FieldDefinition field, int n)
    {
        var digits = field.CheckDigit switch
        {
            CheckDigitKind.Usci => "'9144030071526726XG'",
            CheckDigitKind.Organisation => "'71526726X'",
            CheckDigitKind.IdentityCard => "'11010519491231002X'",
            CheckDigitKind.Lei => "'5493001KJTIIGC8Y1R12'",
            CheckDigitKind.Registration => "'440301103097413'",
            _ => null,
        };
        if (digits is not null)
            return digits;
        if (field.ExactLength is { } exact)
            return Invariant($"lpad(((i * {n}) % {(long)Math.Pow(10, Math.Min(exact, 6))})::VARCHAR, {exact}, '0')");
        if (field.MaxLength is { } most and < 12)
            return Invariant($"right(((i * {n}) % 100000)::VARCHAR, {most})");
        return field.DataClass.StartsWith("文本", StringComparison.Ordinal)
            ? Invariant($"'深圳市第' || ((i * {n}) % 9973) || '号'")
            : Invariant($"'{field.Code[..1]}' || lpad(((i * {n}) % 10000019)::VARCHAR, 10, '0')");
    }

    private static string Pick(IReadOnlyList<string> codes, int n) =>
        Invariant($"({Sql.List(codes)})[(i * {n}) % {codes.Count} + 1]");

    private static string Dirty(FieldDefinition field, string value, int percent) => (percent, field.Code) switch
    {
        (0, _) => value,
        (_, "F270009" or "H010010") => Invariant($"CASE WHEN i % 100 < {percent} AND i % 3 = 0 THEN '-1.00' ELSE {value} END"),
        (_, "F270010" or "H010019") => Invariant($"CASE WHEN i % 100 < {percent} AND i % 3 = 1 THEN '99' ELSE {value} END"),
        (_, "F270017" or "H010021") => Invariant($"CASE WHEN i % 100 < {percent} AND i % 3 = 2 THEN '2025/13/45' ELSE {value} END"),
        _ => value,
    };

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
