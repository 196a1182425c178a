namespace Huoshui.Vtl.Syntax;

internal sealed partial class Parser
{
    private Call CallOf(Place start)
    {
        var function = new Name(Here, Current.Text);
        Advance();
        Expect("(");
        var arguments = new List<Expression>();
        if (!Current.Is(")"))
        {
            arguments.Add(Argument());
            while (Accept(","))
                arguments.Add(Argument());
        }

        Expect(")");
        return new Call(From(start), function, arguments);
    }

    private Expression Argument()
    {
        var start = Here;
        if (Accept("_"))
            return new Omitted(start);
        if (Peek() is var next && (next.Is(",") || next.Is(")")) && AcceptAny(
            "all", "single", "first", "last", "levenshtein", "damerau_levenshtein", "hamming",
                "jaro_winkler") is { } word)
        {
            return new KeywordArgument(start, word);
        }

        return Expression();
    }

    private CastTo Cast(Place start)
    {
        Expect("cast");
        Expect("(");
        var operand = Expression();
        Expect(",");
        var isType = Current.Kind != TokenKind.String && Keywords.ScalarTypes.Contains(Current.Text);
        var type = isType ? TakeText() : VariableName().Text;
        string? mask = null;
        if (Accept(","))
        {
            mask = Current.Kind == TokenKind.String ? TakeText()
                : throw Fail(SyntaxErrors.Expected("\"…\"", Found(), Here));
        }

        Expect(")");
        return new CastTo(From(start), operand, type, mask);
    }

    private Invocation InvocationOf(Place start)
    {
        var function = TakeText();
        Expect("(");
        Expression? operand = null;
        var parameters = new List<Expression>();
        if (!Current.Is(")") && !Current.Is("over"))
        {
            operand = Expression();
            while (Accept(",") ||
                (parameters.Count == 1 && Current.Kind is TokenKind.Integer or TokenKind.Number or TokenKind.String))
            {
                parameters.Add(Accept("_") ? new Omitted(Here) : ScalarItem());
            }
        }

        var grouping = Current.Is("group") ? GroupingOf() : null;
        var having = HavingOf(grouping);
        var over = Current.Is("over") ? WindowOf() : null;
        Expect(")");
        return new Invocation(From(start), function, operand, parameters, grouping, having, over);
    }

    // VTL 2.2 grammar: (groupingClause havingClause?)?
    private Expression? HavingOf(Grouping? grouping)
    {
        if (grouping is null && Current.Is("having"))
            throw Fail(SyntaxErrors.Expected("group", Found(), Here));
        return Accept("having") ? Expression() : null;
    }

    private Grouping GroupingOf()
    {
        var start = Here;
        Expect("group");
        if (Accept("all"))
        {
            var conversion = Current.Is("time_agg") ? CallOf(Here) : null;
            return new Grouping(From(start), GroupingKind.All, [], conversion);
        }

        var kind = AcceptAny("by", "except") switch
        {
            "by" => GroupingKind.By,
            "except" => GroupingKind.Except,
            _ => throw Fail(SyntaxErrors.Expected("by, except, all", Found(), Here)),
        };
        var names = Current.Is("time_agg") ? [] : GroupingNames();
        var timeAgg = Current.Is("time_agg") ? CallOf(Here) : null;
        return new Grouping(From(start), kind, names, timeAgg);
    }

    // "group by Id_1, time_agg(…)" appears beside "group by Id_1 time_agg(…)".
    private List<Name> GroupingNames()
    {
        var names = new List<Name> { ComponentName() };
        while (Accept(",") && !Current.Is("time_agg"))
            names.Add(ComponentName());
        return names;
    }

    private Window WindowOf()
    {
        var start = Here;
        Expect("over");
        Expect("(");
        var partition = PartitionKind.None;
        List<Name> components = [];
        if (Accept("partition"))
        {
            partition = Accept("by") ? PartitionKind.By : PartitionKind.Except;
            if (partition == PartitionKind.Except)
                Expect("except");
            if (partition == PartitionKind.Except && Accept("all"))
                partition = PartitionKind.ExceptAll;
            else
                components = Names();
        }

        var order = Current.Is("order") ? Order() : [];
        var frame = Current.Is("data") || Current.Is("range") ? FrameOf() : null;
        Expect(")");
        return new Window(From(start), partition, components, order, frame);
    }

    private List<OrderItem> Order()
    {
        Expect("order");
        Expect("by");
        var items = new List<OrderItem>();
        do
        {
            var name = ComponentName();
            items.Add(new OrderItem(name, AcceptAny("asc", "desc") == "desc"));
        }
        while (Accept(","));
        return items;
    }

    private Frame FrameOf()
    {
        var unit = Accept("range") ? FrameUnit.Range : FrameUnit.DataPoints;
        if (unit == FrameUnit.DataPoints)
        {
            Expect("data");
            Expect("points");
        }

        Expect("between");
        var from = Bound();
        Expect("and");
        return new Frame(unit, from, Bound());
    }

    private FrameBound Bound()
    {
        if (Accept("current"))
        {
            Expect("data");
            Expect("point");
            return new FrameBound(true, null, false);
        }

        long? offset = Accept("unbounded") ? null : SignedInteger();
        return AcceptAny("preceding", "following") switch
        {
            "preceding" => new FrameBound(false, offset, false),
            "following" => new FrameBound(false, offset, true),
            _ => throw Fail(SyntaxErrors.Expected("preceding, following", Found(), Here)),
        };
    }

    private Check CheckCall(Place start)
    {
        Expect("check");
        Expect("(");
        var operand = Expression();
        var (code, level) = ErrorTags();
        var imbalance = Accept("imbalance") ? Expression() : null;
        var output = AcceptAny("invalid", "all");
        Expression? tolerance = null;
        if (Current.Is("tolerance"))
        {
            Extension("tolerance", Here);
            Advance();
            tolerance = Expression();
        }

        Expect(")");
        return new Check(From(start), operand, code, level, imbalance, output, tolerance);
    }

    private (Literal? Code, Literal? Level) ErrorTags()
    {
        var code = Accept("errorcode") ? SignedConstant() : null;
        var level = Accept("errorlevel") ? SignedConstant() : null;
        return (code, level);
    }

    private CheckDatapoint CheckDatapointCall(Place start)
    {
        Expect("check_datapoint");
        Expect("(");
        var operand = Expression();
        Expect(",");
        var ruleset = PlainName();
        List<Name> components = Accept("components") ? Names() : [];
        var output = AcceptAny("invalid", "all_measures", "all");
        Expect(")");
        return new CheckDatapoint(From(start), operand, ruleset, components, output);
    }

    private HierarchyCall HierarchyOrCheck(Place start)
    {
        var isCheck = TakeText() == "check_hierarchy";
        Expect("(");
        var operand = Expression();
        Expect(",");
        var ruleset = PlainName();
        List<Name> conditions = Accept("condition") ? Names() : [];
        var component = Current.Is("rule") && Peek().IsName ? RuleComponent() : null;
        var mode = AcceptAny("non_null", "non_zero", "partial_null", "partial_zero", "always_null", "always_zero");
        var input = isCheck ? AcceptAny("dataset_priority", "dataset") : AcceptAny("dataset", "rule_priority", "rule");
        var output = isCheck ? AcceptAny("invalid", "all_measures", "all") : AcceptAny("computed", "all");
        Expect(")");
        return new HierarchyCall(From(start), isCheck, operand, ruleset, conditions, component, mode, input, output);
    }

    private Name RuleComponent()
    {
        Expect("rule");
        return ComponentName();
    }

    private Eval EvalCall(Place start)
    {
        Expect("eval");
        Expect("(");
        var routine = PlainName();
        Expect("(");
        var arguments = new List<Expression>();
        while (!Current.Is(")"))
        {
            arguments.Add(Current.IsName ? VariableName() : ScalarItem());
            if (!Accept(","))
                break;
        }

        Expect(")");
        var language = Accept("language") ? TakeText() : null;
        var returns = Accept("returns") ? TypeOf() : null;
        Expect(")");
        return new Eval(From(start), routine, arguments, language, returns);
    }
}
