namespace Huoshui.Vtl.Syntax;

internal sealed partial class Parser
{
    private ClauseOf Clauses(Place start, Expression operand)
    {
        Expect("[");
        var clause = ClauseText();
        Expect("]");
        return new ClauseOf(From(start), operand, clause);
    }

    private Clause ClauseText()
    {
        var start = Here;
        switch (AcceptAny("filter", "calc", "aggr", "keep", "drop", "rename", "pivot", "unpivot", "sub"))
        {
            case "filter":
                return FilterBody(start);
            case "calc":
                return new CalcClause(From(start), CalcItems());
            case "aggr":
                return AggrBody(start);
            case "keep":
                return new KeepOrDropClause(From(start), true, Components());
            case "drop":
                return new KeepOrDropClause(From(start), false, Components());
            case "rename":
                return new RenameClause(From(start), RenameItems());
            case "pivot":
                return Pivot(start, true);
            case "unpivot":
                return Pivot(start, false);
            case "sub":
                return Sub(start);
            default:
                throw Fail(
                    SyntaxErrors.Expected(
                    "filter, calc, aggr, keep, drop, rename, pivot, unpivot, sub", Found(), Here));
        }
    }

    private FilterClause FilterBody(Place start)
    {
        var condition = Expression();
        return new FilterClause(From(start), condition);
    }

    private List<CalcItem> CalcItems()
    {
        var items = new List<CalcItem>();
        do
        {
            var start = Here;
            var role = Role();
            var name = ComponentName();
            Expect(":=");
            var value = Expression();
            items.Add(new CalcItem(From(start), role, name, value));
        }
        while (Accept(","));
        return items;
    }

    private ComponentRole? Role()
    {
        if (Accept("viral"))
        {
            Expect("attribute");
            return ComponentRole.ViralAttribute;
        }

        return AcceptAny("measure", "identifier", "attribute", "component") switch
        {
            "measure" => ComponentRole.Measure,
            "identifier" => ComponentRole.Identifier,
            "attribute" => ComponentRole.Attribute,
            _ => null,
        };
    }

    private AggrClause AggrBody(Place start)
    {
        var items = CalcItems();
        var grouping = Current.Is("group") ? GroupingOf() : null;
        var having = HavingOf(grouping);
        return new AggrClause(From(start), items, grouping, having);
    }

    private List<Expression> Components()
    {
        var components = new List<Expression> { QualifiedComponent() };
        while (Accept(","))
            components.Add(QualifiedComponent());
        return components;
    }

    private List<RenameItem> RenameItems()
    {
        var items = new List<RenameItem>();
        do
        {
            var from = QualifiedComponent();
            Expect("to");
            items.Add(new RenameItem(from, ComponentName()));
        }
        while (Accept(","));
        return items;
    }

    private PivotClause Pivot(Place start, bool isPivot)
    {
        var identifier = ComponentName();
        Expect(",");
        var measure = ComponentName();
        return new PivotClause(From(start), isPivot, identifier, measure);
    }

    private SubClause Sub(Place start)
    {
        var items = new List<SubItem>();
        do
        {
            var name = ComponentName();
            Expect("=");
            items.Add(new SubItem(name, Current.IsName ? PlainName() : ScalarItem()));
        }
        while (Accept(","));
        return new SubClause(From(start), items);
    }

    private Join JoinCall(Place start)
    {
        var kind = TakeText() switch
        {
            "inner_join" => JoinKind.Inner,
            "left_join" => JoinKind.Left,
            "full_join" => JoinKind.Full,
            _ => JoinKind.Cross,
        };
        Expect("(");
        var items = new List<JoinItem> { JoinItemText() };
        while (Accept(","))
            items.Add(JoinItemText());
        List<Name> keys = Accept("using") ? UsingNames() : [];
        var defaults = new List<JoinDefault>();
        while (Current.Is(",") && Peek().Is("nvl"))
        {
            Advance();
            defaults.Add(DefaultText());
        }

        var body = new List<Clause>();
        while (!Current.Is(")"))
        {
            Accept(",");
            body.Add(JoinClauseText());
        }

        Expect(")");
        return new Join(From(start), kind, items, keys, defaults, body);
    }

    // A comma may also begin a default: "using Id_1, nvl(Me_1, 0)".
    private List<Name> UsingNames()
    {
        var names = new List<Name> { ComponentName() };
        while (Current.Is(",") && !Peek().Is("nvl"))
        {
            Advance();
            names.Add(ComponentName());
        }

        return names;
    }

    private JoinItem JoinItemText()
    {
        var operand = Expression();
        return new JoinItem(operand, Accept("as") ? PlainName() : null);
    }

    private JoinDefault DefaultText()
    {
        Expect("nvl");
        Expect("(");
        var component = QualifiedComponent();
        Expect(",");
        var value = ScalarItem();
        Expect(")");
        return new JoinDefault(component, value);
    }

    private Clause JoinClauseText()
    {
        var start = Here;
        if (!Accept("apply"))
            return ClauseText();
        var value = Expression();
        return new ApplyClause(From(start), value);
    }

    private Lookup LookupCall(Place start)
    {
        Extension("lookup", Here);
        Advance();
        Expect("(");
        var operand = Expression();
        var items = new List<LookupItem>();
        while (Accept(","))
            items.Add(LookupItemText());
        Expect(")");
        return new Lookup(From(start), operand, items);
    }

    private LookupItem LookupItemText()
    {
        var dataset = VariableName();
        if (!Accept("on"))
            throw Fail(SyntaxErrors.Expected("on", Found(), Here));
        var keys = new List<LookupKey> { LookupKeyText() };
        // A comma followed by "name =" is another key, by "name on" another data set.
        while (Current.Is(",") && Peek(2).Is("="))
        {
            Advance();
            keys.Add(LookupKeyText());
        }

        return new LookupItem(dataset, keys);
    }

    private LookupKey LookupKeyText()
    {
        var own = ComponentName();
        Expect("=");
        return new LookupKey(own, ComponentName());
    }
}
