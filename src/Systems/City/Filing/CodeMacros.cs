namespace Huoshui.Systems.City.Filing;

/// <summary>Codes that depend on the vocabulary, and small words of names.</summary>
internal static class CodeMacros
{
    // Strategic emerging industries are numbered otherwise in F270065 than in the classification of 2018.
    private static readonly (string Group, int Mark)[] Marks =
    [
        ("SE01", 2), ("SE02", 4), ("SE03", 6), ("SE04", 3), ("SE05", 7), ("SE06", 5), ("SE07", 1), ("SE08", 8),
            ("SE09", 9),
    ];

    public static string Sql(CityVocabulary vocabulary)
    {
        var marks = string.Join(' ', Marks.Select(m =>
        {
            var classes = vocabulary.Classes.Where(c => c.Group == m.Group && !c.PartOnly).Select(c => c.Code);
            return CitySession.Invariant($"WHEN list_contains([{Quoted(classes)}], cls) THEN '00{m.Mark}'");
        }));
        return $"""
            CREATE MACRO green_type(r) AS
                pick([{Quoted(vocabulary.GreenTypes.Where(t => string.CompareOrdinal(t, "07") < 0))}], r);
            CREATE MACRO industry_mark(cls) AS CASE {marks} ELSE '000' END;
            CREATE MACRO ec_mark(cls) AS {Mark(vocabulary, "EC")};
            CREATE MACRO de_mark(cls) AS {Mark(vocabulary, "DE")};
            CREATE MACRO capital_fen(size, b) AS
                (CASE size WHEN '1' THEN 50000000000 WHEN '2' THEN 5000000000 WHEN '3' THEN 500000000 ELSE 100000000
                    END * (1 + b % 9))::BIGINT;
            CREATE MACRO firm_word(b) AS
                pick(['福', '旺', '顺', '喜', '和', '鲜', '优', '乐', '百', '美'], u(205, b, 0))
                || pick(['源', '来', '家', '满', '临', '客', '记', '味', '园', '坊'], u(206, b, 0));
            CREATE MACRO shop_word(industry) AS
                CASE left(industry, 1) WHEN 'H' THEN '餐饮店' WHEN 'F' THEN '商行' WHEN 'G' THEN '货运部' ELSE '服务部' END;
            """;
    }

    // whole: the class belongs; part: only part of it does; none.
    private static string Mark(CityVocabulary vocabulary, string list)
    {
        var classes = vocabulary.Classes.Where(c => c.List == list).ToList();
        return $"CASE WHEN list_contains([{Quoted(classes.Where(c => !c.PartOnly).Select(c => c.Code))}], cls) "
            + $"THEN 'whole' "
            + $"WHEN list_contains([{Quoted(classes.Select(c => c.Code))}], cls) THEN 'part' ELSE 'none' END";
    }

    private static string Quoted(IEnumerable<string> codes) =>
        string.Join(", ", codes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(c => $"'{c}'"));
}
