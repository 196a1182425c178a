using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Semantics;

namespace Huoshui.Vtl.Sql;

internal sealed partial class ExpressionWriter
{
    // Within OrElse of what is made of vtl_x.
    private const string NoValue = "vtl_v IS NULL AND vtl_x IS NOT NULL";

    private const string IntegerForm = @"[+-]?\d+";

    // The days of the calendar, but for 29 February; and that one.
    private const string CommonDay = @"\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)" +
        @"|02-(0[1-9]|1\d|2[0-8]))";

    private const string LeapDay = @"(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29";

    private readonly DateMaskSql _masks = new(dialect);

    /// <summary>Blanks around a text do not count; all of the rest must be of the type's form (VTL 2.2 RM,
    /// cast).</summary>
    private string FromText(string operand, ScalarType type, string? mask)
    {
        var (form, result) = (type.Kind, mask) switch
        {
            (ScalarKind.Date, { }) => DateOf(DateMask.Of(mask)!),
            (ScalarKind.Integer or ScalarKind.Number, { }) => NumberOf(NumberMask.Of(mask)!, type),
            _ => FormOf(type),
        };
        var value = $"CASE WHEN {dialect.IsMatch("vtl_x", dialect.Text(form))} THEN {result} END";
        var text = $"the text is no {SemanticErrors.Text(type)}" +
            (type.Kind == ScalarKind.Date && mask is not null ? " of this mask" : string.Empty);
        var error = Stopped("VTL5002", text, NoValue, "vtl_x", "vtl_v");
        return dialect.Let(
            "vtl_x", dialect.Trim(operand), $"CASE WHEN vtl_x IS NOT NULL THEN {dialect.OrElse(value, error)} END");
    }

    // The form of a type's texts, and the value of one that is called vtl_x.
    private (string Form, string Value) FormOf(ScalarType type)
    {
        const string date = @"\d{4}-\d{2}-\d{2}";
        const string day = $"{CommonDay}|{LeapDay}";
        const string month = "(0?[1-9]|1[0-2])";
        const string part = $"A1?|[SH][12]|Q[1-4]|M{month}|W{PeriodSql.WeekForm}|D{PeriodSql.DayForm}";
        const string period = $@"\d{{4}}(-?({part})|-{month})?|{day}";
        return type.Kind switch
        {
            ScalarKind.Integer => (IntegerForm, dialect.TryCast("vtl_x", type)),
            ScalarKind.Number => (@"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", dialect.TryCast("vtl_x", type)),
            ScalarKind.Date => (date, dialect.TryDate("vtl_x")),
            ScalarKind.TimePeriod => ($"{period}|({day})/({day})",
                $"CASE WHEN {dialect.Contains("vtl_x", "'/'")} THEN {Regular("vtl_x", "ASQM")} " +
                $"WHEN {_periods.IsBeyondYear("vtl_x")} THEN NULL " +
                $"ELSE {_periods.Sortable(dialect.Replace("vtl_x", "'H'", "'S'"))} END"),
            ScalarKind.Time => ($"({period})(/({period}))?", "vtl_x"),
            _ => (@"[ASQMWDYH]|P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?",
                // At least one part, and one after the T.
                $"CASE WHEN {dialect.IsMatch("vtl_x", dialect.Text(".*[PT]"))} THEN NULL ELSE vtl_x END"),
        };
    }

    private (string Form, string Value) DateOf(DateMask mask) => (DateMaskSql.Form(mask), _masks.Date(mask, "vtl_x"));

    // A mask with decimals reads no integer: DuckDB would round them.
    private (string Form, string Value) NumberOf(NumberMask mask, ScalarType type)
    {
        var text = mask.Separator == "," ? dialect.Replace("vtl_x", "','", "'.'") : "vtl_x";
        var value = dialect.TryCast(text, type);
        return (mask.Form, type.Kind == ScalarKind.Number ? value
            : $"CASE WHEN {dialect.IsMatch("vtl_x", dialect.Text(IntegerForm))} THEN {value} END");
    }

    // Digits that the mask has no place for are an error: a number is not rounded.
    private string MaskedNumber(string text, NumberMask mask)
    {
        string Is(string value, string form) => dialect.IsMatch(value, dialect.Text(form));
        var isPlain = Is("vtl_x", @"-?\d+([.]\d+)?");
        var written = dialect.Let("vtl_n", $"({Signed(mask)})",
            $"CASE WHEN {isPlain} AND {Is("vtl_n", mask.Form)} THEN vtl_n END");
        var error = Stopped("VTL5002", "the number does not fit the mask", NoValue, "vtl_x", "vtl_v");
        return dialect.Let("vtl_x", text, $"CASE WHEN vtl_x IS NOT NULL THEN {dialect.OrElse(written, error)} END");
    }

    // Zeros fill each part to what its mask asks for.
    private string Signed(NumberMask mask)
    {
        var whole = NumberMask.Least(mask.Whole) is 0 && mask.Whole.Length > 0 ? 1 : NumberMask.Least(mask.Whole);
        var decimals = NumberMask.Least(mask.Decimals);
        string Zeros(int count) => dialect.Text(new string('0', count));
        var separator = dialect.Text(mask.Separator.Length == 0 ? "." : mask.Separator);
        var left = dialect.Extract($"({Zeros(whole)} || {dialect.Extract("vtl_x", "([0-9]+)")})",
            $"^0*([0-9]{{{PeriodSql.Number(whole)},}})$");
        var right = dialect.Extract($"({dialect.Extract("vtl_x", "[.]([0-9]+)")} || {Zeros(decimals)})",
            $"^([0-9]{{{PeriodSql.Number(decimals)},}}?)0*$");
        return $"{dialect.Extract("vtl_x", "^(-?)")} || {left} || " + (mask.Separator.Length > 0
            ? $"{separator} || {right}" : $"CASE WHEN {right} = '' THEN '' ELSE {separator} || {right} END");
    }
}
