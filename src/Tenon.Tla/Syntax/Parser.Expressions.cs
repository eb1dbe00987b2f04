using System.Collections.Immutable;

namespace Tenon.Tla.Syntax;

// Operators between, before and after operands, grouped by the table of precedences; and lists of bullets.
internal sealed partial class Parser
{
    /// <summary>A guard against nesting that would end in a stack overflow; texts people write stay below a tenth of it.</summary>
    private const int MaximumDepth = 2000;

    private int _depth;

    private SyntaxNode Expression()
    {
        if (++_depth > MaximumDepth)
        {
            throw new ParseException(new Diagnostic(SpanOf(_tokens[_at]), $"this expression is nested more than {MaximumDepth} deep"));
        }

        List<SyntaxNode> operands = [];
        List<Pending> pending = [];
        while (true)
        {
            Token token = Peek;
            if (Operators.IsPrefix(token))
            {
                Next();
                pending.Add(new Pending(token.Text == "-" ? "-." : token.Text, token, Operators.Prefix[token.Text], IsPrefix: true));
                continue;
            }

            operands.Add(Operand());
            Token next = Peek;
            if (!Operators.IsInfix(next))
            {
                break;
            }

            Precedence precedence = Operators.Infix[next.Text];
            while (pending.Count > 0 && BindsTighter(pending[^1], next, precedence))
            {
                Reduce(operands, pending);
            }

            Next();
            pending.Add(new Pending(next.Text, next, precedence, IsPrefix: false));
        }

        while (pending.Count > 0)
        {
            Reduce(operands, pending);
        }

        _depth--;
        return operands[0];
    }

    // Whether the operator on the left takes the operand between the two.
    private bool BindsTighter(Pending left, Token right, Precedence precedence)
    {
        if (left.Precedence.Low > precedence.High)
        {
            return true;
        }

        if (precedence.Low > left.Precedence.High)
        {
            return false;
        }

        if (!left.IsPrefix && left.Symbol == right.Text && precedence.IsLeft)
        {
            return true;
        }

        string hint = left.Symbol == right.Text
            ? $"several '{right.Raw}' in a row have no meaning without parentheses"
            : left.Symbol is "/\\" or "\\/" && right.Text is "/\\" or "\\/"
                ? "put parentheses around one of them, or write lists of bullets"
                : "put parentheses around one of them";
        throw new ParseException(new Diagnostic(SpanOf(right), $"neither '{left.Token.Raw}' nor '{right.Raw}' binds tighter than the other", hint));
    }

    private static void Reduce(List<SyntaxNode> operands, List<Pending> pending)
    {
        Pending top = pending[^1];
        pending.RemoveAt(pending.Count - 1);
        SyntaxNode right = operands[^1];
        operands.RemoveAt(operands.Count - 1);
        SourceSpan symbol = right.Span with { StartLine = top.Token.Line, StartColumn = top.Token.Column, EndLine = top.Token.EndLine, EndColumn = top.Token.EndColumn };
        if (top.IsPrefix)
        {
            operands.Add(new OperatorSyntax(symbol.To(right.Span), symbol, top.Symbol, [right]));
            return;
        }

        SyntaxNode left = operands[^1];
        SourceSpan span = left.Span.To(right.Span);
        operands[^1] = top.Symbol != "\\X"
            ? new OperatorSyntax(span, symbol, top.Symbol, [left, right])
            : left is ProductSyntax product ? new ProductSyntax(span, product.Factors.Add(right)) : new ProductSyntax(span, [left, right]);
    }

    // A primary with what follows it directly: arguments, fields, primes.
    private SyntaxNode Operand()
    {
        SyntaxNode operand = Primary();
        while (true)
        {
            Token token = Peek;
            if (token.Is("["))
            {
                Next();
                ImmutableArray<SyntaxNode> arguments = List();
                ExpectClosing("]", token);
                operand = new ApplySyntax(From(operand.Span), operand, arguments);
            }
            else if (token.Is(".") && PeekAt(1).Kind is TokenKind.Identifier or TokenKind.Keyword)
            {
                Next();
                Token field = Next();
                operand = new SelectSyntax(From(operand.Span), operand, new NameToken(field.Raw, SpanOf(field)));
            }
            else if (Operators.IsPostfix(token))
            {
                Next();
                operand = new OperatorSyntax(From(operand.Span), SpanOf(token), token.Text, [operand]);
            }
            else
            {
                return operand;
            }
        }
    }

    // The bullets of one list stand in one column; a token in it or to its left, whatever it is, ends the item.
    private JunctionSyntax Junction()
    {
        Token first = Peek;
        ImmutableArray<SyntaxNode>.Builder items = ImmutableArray.CreateBuilder<SyntaxNode>();
        do
        {
            Next();
            _bullets.Add(first.Column);
            items.Add(Expression());
            _bullets.RemoveAt(_bullets.Count - 1);
        }
        while (Peek.Is(first.Text) && Peek.Column == first.Column);
        return new JunctionSyntax(From(first), first.Text == "/\\", items.ToImmutable());
    }

    private ImmutableArray<SyntaxNode> List()
    {
        ImmutableArray<SyntaxNode>.Builder items = ImmutableArray.CreateBuilder<SyntaxNode>();
        do
        {
            items.Add(Expression());
        }
        while (Accept(","));
        return items.ToImmutable();
    }

    /// <summary>An operator that still waits for its right operand.</summary>
    private readonly record struct Pending(string Symbol, Token Token, Precedence Precedence, bool IsPrefix);
}
