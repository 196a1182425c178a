using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Feel.Syntax;

/// <summary>Operators, from those that bind least to those that bind most.</summary>
internal sealed partial class FeelParser
{
    private Node ParseExpression() => Deeper(ParseDisjunction);

    private Node ParseDisjunction()
    {
        var start = Start();
        var left = ParseConjunction();
        while (TakeWord("or"))
        {
            CountOperator();
            var right = ParseConjunction();
            left = new LogicNode(From(start), left, right, isAnd: false);
        }

        return left;
    }

    private Node ParseConjunction()
    {
        var start = Start();
        var left = ParseComparison();
        while (TakeWord("and"))
        {
            CountOperator();
            var right = ParseComparison();
            left = new LogicNode(From(start), left, right, isAnd: true);
        }

        return left;
    }

    private Node ParseComparison()
    {
        var start = Start();
        var left = ParseSum();
        while (true)
        {
            if (TakeComparison() is { } comparison)
            {
                CountOperator();
                var right = ParseSum();
                left = new ComparisonNode(From(start), left, comparison, right);
            }
            else if (TakeWord("between"))
            {
                CountOperator();
                var low = ParseSum();
                ExpectWord("and");
                var high = ParseSum();
                left = new BetweenNode(From(start), left, low, high);
            }
            else if (TakeWord("in"))
            {
                CountOperator();
                left = ParseIn(start, left);
            }
            else
            {
                return left;
            }
        }
    }

    private ComparisonKind? TakeComparison()
    {
        if (TakeSymbol("!="))
            return ComparisonKind.NotEqual;
        if (TakeSymbol("<="))
            return ComparisonKind.AtMost;
        if (TakeSymbol(">="))
            return ComparisonKind.AtLeast;
        if (TakeSymbol("="))
            return ComparisonKind.Equal;
        if (TakeSymbol("<"))
            return ComparisonKind.Less;
        return TakeSymbol(">") ? ComparisonKind.Greater : null;
    }

    // In `e in (a, b)` the parentheses hold a list of tests; `e in (a..b)` and `e in (a)` are one test.
    private InNode ParseIn(int start, Node left)
    {
        SkipBlanks();
        var open = _position;
        if (TakeSymbol("("))
        {
            var tests = ParseTestList();
            if (TakeSymbol(")") && (tests.Count > 1 || !IsOperandFollowedBySomething()))
                return new InNode(From(start), left, tests);
            _position = open;
        }

        var test = ParseSum();
        return new InNode(From(start), left, [test]);
    }

    private bool IsOperandFollowedBySomething() => Peek() is '+' or '-' or '*' or '/' or '[' or '.' or '(';

    private Node ParseSum()
    {
        var start = Start();
        var left = ParseProduct();
        while (Peek() is '+' or '-')
        {
            CountOperator();
            var isPlus = _content[_position++] == '+';
            var right = ParseProduct();
            left = new ArithmeticNode(From(start), left, isPlus ? ArithmeticKind.Add : ArithmeticKind.Subtract, right);
        }

        return left;
    }

    private Node ParseProduct()
    {
        var start = Start();
        var left = ParsePower();
        while (Peek() is '*' or '/' && !StartsWith("**"))
        {
            CountOperator();
            var isTimes = _content[_position++] == '*';
            var right = ParsePower();
            left = new ArithmeticNode(
                From(start), left, isTimes ? ArithmeticKind.Multiply : ArithmeticKind.Divide, right);
        }

        return left;
    }

    private Node ParsePower()
    {
        var start = Start();
        var left = ParseNegation();
        while (TakeSymbol("**"))
        {
            CountOperator();
            var right = ParseNegation();
            left = new ArithmeticNode(From(start), left, ArithmeticKind.Power, right);
        }

        return left;
    }

    private Node ParseNegation()
    {
        var start = Start();
        if (!TakeSymbol("-"))
            return ParseInstanceOf();
        var operand = Deeper(ParseNegation);
        return operand is LiteralNode { Value: NumberValue number }
            ? new LiteralNode(From(start), new NumberValue(number.Number.Negated()))
            : new NegationNode(From(start), operand);
    }

    private Node ParseInstanceOf()
    {
        var start = Start();
        var operand = ParsePostfix();
        while (true)
        {
            var before = _position;
            if (!TakeWord("instance") || !TakeWord("of"))
            {
                _position = before;
                return operand;
            }

            CountOperator();
            var type = ParseType();
            operand = new InstanceOfNode(From(start), operand, type is FeelTypeOfNothing ? null : type);
        }
    }

    private Node ParsePostfix()
    {
        var start = Start();
        var node = ParsePrimary();
        for (; Peek() is '[' or '(' or '.'; CountOperator())
        {
            if (Peek() == '[')
            {
                if (TryFilter(start, node) is not { } filter)
                    return node;
                node = filter;
            }
            else if (Peek() == '(')
            {
                node = Deeper(() => ParseCall(start, node));
            }
            else if (Peek() == '.' && !StartsWith(".."))
            {
                node = ParsePath(start, node);
            }
            else
            {
                return node;
            }
        }

        return node;
    }

    // After the end of a range, a bracket that begins no filter closes the range: ]1..3[.
    private Node? TryFilter(int start, Node list)
    {
        var (position, depth) = (_position, _depth);
        var isRangeEnd = _isRangeEnd;
        try
        {
            _isRangeEnd = false;
            return Deeper(() => ParseFilter(start, list));
        }
        catch (FeelSyntaxException) when (isRangeEnd)
        {
            (_position, _depth) = (position, depth);
            return null;
        }
        finally
        {
            _isRangeEnd = isRangeEnd;
        }
    }

    private PathNode ParsePath(int start, Node owner)
    {
        _position++;
        var name = TakeMemberName(owner.Type);
        return new PathNode(From(start), owner, name);
    }

    private FilterNode ParseFilter(int start, Node list)
    {
        _position++;
        var inner = new Scope(_scope);
        inner.Declare("item", list.Type.Element);
        inner.DeclareMembers(list.Type.Element);
        var condition = Within(inner, ParseExpression);
        ExpectSymbol("]");
        return new FilterNode(From(start), list, condition);
    }

    private CallNode ParseCall(int start, Node function)
    {
        _position++;
        var values = new List<Node>();
        var names = new List<string?>();
        if (!TakeSymbol(")"))
        {
            do
            {
                names.Add(TakeArgumentName());
                values.Add(ParseExpression());
            }
            while (TakeSymbol(","));
            ExpectSymbol(")");
        }

        var isNamed = names.Count > 0 && names[0] is not null;
        if (names.Exists(n => n is not null != isNamed))
        {
            throw Error(SyntaxErrors.Expected(
                "全部按名称或全部按位置 / all named or all positional", "混用 / a mixture", From(start)));
        }

        return new CallNode(From(start), function, values, isNamed ? [.. names.Select(n => n!)] : null);
    }

    private T Within<T>(Scope scope, Func<T> parse)
    {
        var outer = _scope;
        _scope = scope;
        try
        {
            return parse();
        }
        finally
        {
            _scope = outer;
        }
    }

    private int Start()
    {
        SkipBlanks();
        return _position;
    }
}
