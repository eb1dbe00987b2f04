using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>AssertError(message, e), of module TLCExt: that evaluating e fails with this message.</summary>
internal sealed class AssertErrorNode(Expr source, Node message, Node failing) : FormulaNode(source)
{
    public override bool Test(Env env, StatePair states)
    {
        Value expected = message.Eval(env, states);
        try
        {
            failing.Eval(env, states);
        }
        catch (EvaluationException e)
        {
            return expected is StringValue text && text.Text == e.Message;
        }

        return false;
    }
}
