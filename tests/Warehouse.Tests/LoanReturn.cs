using Huoshui.Diagnostics;
using Huoshui.Policies;

namespace Huoshui.Warehouse.Tests;

/// <summary>A small return of two tables, as a pack would declare it.</summary>
internal static class LoanReturn
{
    public static ReturnDefinition Definition { get; } = new(
        "loans", new LocalizedText("贷款", "loans"), null!,
        [
            Table("L01", "借据", ["ID"],
                Field("ID", "借据ID", "anc..60", ColumnKind.Text) with { IsRequired = true },
                Field("NAME", "借款人", "anc", ColumnKind.Text) with { Sensitivity = FieldSensitivity.Personal },
                Field("AMOUNT", "金额", "20n(2)", ColumnKind.Decimal) with { Scale = 2 },
                Field("TERM", "期限", "n..8", ColumnKind.Integer),
                Field("SIGNED", "签订日期", "YYYY-MM-DD", ColumnKind.Date) with { NullTexts = ["0000-00-00"] },
                Field("PAID", "发放日期", "M/D/YYYY", ColumnKind.Date) with { DatePattern = "%-m/%-d/%Y" },
                Field("FIRST", "首贷", "1!n", ColumnKind.Boolean)),
            Table("L02", "余额", ["ID"],
                Field("ID", "借据ID", "anc..60", ColumnKind.Text),
                Field("BALANCE", "余额", "20n(2)", ColumnKind.Decimal) with { Scale = 2 }),
        ]);

    private static TableDefinition Table(string code, string title, string[] key, params FieldDefinition[] fields) =>
        new(code, code, "", new LocalizedText(title, code), fields, key, null);

    private static FieldDefinition Field(string code, string title, string format, ColumnKind kind) =>
        new(code, new LocalizedText(title, code), format, kind, 0, null, FieldSensitivity.General, false, "", [title]);
}
