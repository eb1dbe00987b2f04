using System.Runtime.CompilerServices;
using Tenon.Tla.Semantics;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>The code of a definition or LAMBDA. Made when first needed, since definitions may refer to each other.</summary>
internal sealed class OperatorCode
{
    private readonly Frame _frame;
    private readonly Func<Node> _build;
    private Node? _body;

    public OperatorCode(Frame frame, int[] parameterSlots, bool isRecursive, Func<Node> build)
    {
        (_frame, ParameterSlots, IsRecursive, _build) = (frame, parameterSlots, isRecursive, build);
    }

    public int[] ParameterSlots { get; }

    public bool IsRecursive { get; }

    public Node Body => _body ??= _build();

    public Env NewEnv(Env? parent, object[] first, object[] rest)
    {
        Env env = new(_frame.Size, parent);
        for (int i = 0; i < ParameterSlots.Length; i++)
        {
            env.Slots[ParameterSlots[i]] = i < first.Length ? first[i] : rest[i - first.Length];
        }

        return env;
    }

    public Value Call(Env env, StatePair states)
    {
        if (IsRecursive && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return DeepStack.Continue(() => Body.Eval(env, states));
        }

        return Body.Eval(env, states);
    }
}
