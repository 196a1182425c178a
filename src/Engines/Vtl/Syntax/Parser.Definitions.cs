using System.Text;
using Huoshui.Diagnostics;

namespace Huoshui.Vtl.Syntax;

internal sealed partial class Parser
{
    private DefineOperator OperatorDefinition(Place start)
    {
        Expect("operator");
        var name = PlainName();
        Expect("(");
        var parameters = new List<Parameter>();
        if (!Current.Is(")"))
        {
            do
            {
                var parameter = PlainName();
                var type = TypeOf();
                parameters.Add(new Parameter(parameter, type, Accept("default") ? ScalarItem() : null));
            }
            while (Accept(","));
        }

        Expect(")");
        var returns = Accept("returns") ? TypeOf() : null;
        Expect("is");
        var body = Expression();
        Expect("end");
        Expect("operator");
        return new DefineOperator(From(start), name, parameters, returns, body);
    }

    /// <summary>A type with its constraints: kept as text, because only its first word matters to the binder.</summary>
    private TypeText TypeOf()
    {
        var start = Here;
        if (Current.Kind is not (TokenKind.Word or TokenKind.QuotedName))
            throw Fail(SyntaxErrors.Expected("类型 / a type", Found(), Here));
        var first = TakeText();
        if (first == "viral")
            first += " " + TakeText();
        var text = new StringBuilder(first);
        Bracketed(text, "<", ">");
        Bracketed(text, "{", "}");
        Bracketed(text, "[", "]");
        if (Current.Is("not") && Peek().Is("null"))
            text.Append(' ').Append(TakeText());
        if (Current.Is("null"))
            text.Append(' ').Append(TakeText());
        return new TypeText(From(start), first, text.ToString());
    }

    private void Bracketed(StringBuilder text, string open, string close)
    {
        if (!Current.Is(open))
            return;
        var depth = 0;
        do
        {
            if (Current.Is(open))
                depth++;
            if (Current.Is(close))
                depth--;
            text.Append(Current.Kind switch
            {
                TokenKind.String => $"\"{Current.Text}\"",
                TokenKind.QuotedName => $"'{Current.Text}'",
                TokenKind.Word => " " + Current.Text,
                _ => Current.Text,
            });
            Advance();
        }
        while (depth > 0 && Current.Kind != TokenKind.End);
    }

    private DefineDatapointRuleset DatapointRuleset(Place start)
    {
        Expect("datapoint");
        Expect("ruleset");
        var name = PlainName();
        Expect("(");
        var onDomains = SignatureKind();
        var signature = Signature();
        Expect(")");
        Expect("is");
        var rules = Rules(DatapointRuleText);
        Expect("end");
        Expect("datapoint");
        Expect("ruleset");
        return new DefineDatapointRuleset(From(start), name, onDomains, signature, rules);
    }

    private bool SignatureKind() => AcceptAny("valuedomain", "variable") switch
    {
        "valuedomain" => true,
        "variable" => false,
        _ => throw Fail(SyntaxErrors.Expected("variable, valuedomain", Found(), Here)),
    };

    private List<SignatureItem> Signature()
    {
        var items = new List<SignatureItem>();
        do
        {
            var component = VariableName();
            items.Add(new SignatureItem(component, Accept("as") || Current.IsName ? PlainName() : null));
        }
        while (Accept(","));
        return items;
    }

    /// <summary>Rules up to <c>end</c>; a rule with an error is skipped, the others are kept.</summary>
    private List<T> Rules<T>(Func<T> read)
    {
        var rules = new List<T>();
        do
        {
            if (Current.Is("end") && rules.Count > 0)
                break;
            try
            {
                rules.Add(read());
                if (!Current.Is(";") && !Current.Is("end"))
                    throw Fail(SyntaxErrors.Expected("; 或 end / ; or end", Found(), Here));
            }
            catch (ParseAbort)
            {
                while (!Current.Is(";") && !Current.Is("end") && Current.Kind != TokenKind.End)
                    Advance();
            }
        }
        while (Accept(";"));
        return rules;
    }

    private Name? RuleName()
    {
        if (!Peek().Is(":"))
            return null;
        var name = PlainName();
        Expect(":");
        return name;
    }

    private DatapointRule DatapointRuleText()
    {
        var start = Here;
        (_depth, _height) = (0, 0);
        var name = RuleName();
        Expression? when = null;
        if (Accept("when"))
        {
            when = Expression();
            Expect("then");
        }

        var then = Expression();
        var (code, level) = ErrorTags();
        var on = Extended("on") ? ComponentName() : null;
        var messagePlace = Here;
        var message = Current.Is("message") ? MessageText() : null;
        var compared = Extended("compare") ? ComponentName() : null;
        var expected = Extended("expect") ? Expression() : null;
        return new DatapointRule(
            From(start), name, when, then, code, level, on, message, messagePlace, compared, expected);
    }

    private bool Extended(string word)
    {
        if (!Current.Is(word))
            return false;
        Extension(word, Here);
        Advance();
        return true;
    }

    private LocalizedText MessageText()
    {
        Extension("message", Here);
        Advance();
        if (Current.Kind != TokenKind.String)
            throw Fail(SyntaxErrors.Expected("\"…\"", Found(), Here));
        var zh = TakeText();
        return new LocalizedText(zh, Current.Kind == TokenKind.String ? TakeText() : zh);
    }

    private DefineHierarchicalRuleset HierarchicalRuleset(Place start)
    {
        Expect("hierarchical");
        Expect("ruleset");
        var name = PlainName();
        Expect("(");
        var onDomains = SignatureKind();
        List<SignatureItem> conditions = Accept("condition") ? Signature() : [];
        Expect("rule");
        var component = VariableName();
        Expect(")");
        Expect("is");
        var rules = Rules(HierarchicalRuleText);
        Expect("end");
        Expect("hierarchical");
        Expect("ruleset");
        return new DefineHierarchicalRuleset(From(start), name, onDomains, conditions, component, rules);
    }

    private HierarchicalRule HierarchicalRuleText()
    {
        var start = Here;
        (_depth, _height) = (0, 0);
        var name = RuleName();
        Expression? when = null;
        if (Accept("when"))
        {
            when = Expression();
            Expect("then");
        }

        var item = CodeItem();
        var relation = AcceptAny("=", "<>", "<=", ">=", "<", ">") ?? "=";
        var terms = new List<CodeTerm>();
        do
        {
            var isNegative = AcceptAny("+", "-") == "-";
            var code = CodeItem();
            Expression? condition = null;
            if (Accept("["))
            {
                condition = Expression();
                Expect("]");
            }

            terms.Add(new CodeTerm(isNegative, code, condition));
        }
        while (Current.Is("+") || Current.Is("-"));
        var (errorCode, level) = ErrorTags();
        return new HierarchicalRule(From(start), name, when, item, relation, terms, errorCode, level);
    }

    private Name CodeItem()
    {
        if (Current.Kind is not (TokenKind.Integer or TokenKind.Number))
            return PlainName();
        var code = new Name(Here, Current.Text);
        Advance();
        return code;
    }

    private DefineViralPropagation ViralPropagation(Place start)
    {
        Expect("viral");
        Expect("propagation");
        var name = PlainName();
        Expect("(");
        var onDomain = SignatureKind();
        var subject = VariableName();
        Expect(")");
        Expect("is");
        var cases = new List<PropagationCase>();
        Literal? otherwise = null;
        string? aggregate = null;
        var isRepeated = false;
        do
        {
            var at = Here;
            if (Current.IsName && Peek().Is(":"))
            {
                Advance();
                Advance();
            }

            if (Accept("when"))
            {
                cases.Add(PropagationCaseText(at));
            }
            else if (Accept("else"))
            {
                isRepeated |= otherwise is not null;
                otherwise = SignedConstant();
            }
            else if (AcceptAny("aggregate", "aggr") is not null)
            {
                isRepeated |= aggregate is not null;
                aggregate = AcceptAny("min", "max", "sum", "avg")
                    ?? throw Fail(SyntaxErrors.Expected("min, max, sum, avg", Found(), Here));
            }
        }
        while (Accept(";"));
        Expect("end");
        Expect("viral");
        Expect("propagation");
        return new DefineViralPropagation(From(start), name, onDomain, subject, cases, otherwise, aggregate)
        {
            IsRepeated = isRepeated,
        };
    }

    // "and" binds closer than "or".
    private PropagationCase PropagationCaseText(Place start)
    {
        var anyOf = new List<IReadOnlyList<Literal>>();
        do
        {
            var all = new List<Literal> { SignedConstant() };
            while (Accept("and"))
                all.Add(SignedConstant());
            anyOf.Add(all);
        }
        while (Accept("or"));
        Expect("then");
        var result = SignedConstant();
        return new PropagationCase(From(start), anyOf, result);
    }
}
