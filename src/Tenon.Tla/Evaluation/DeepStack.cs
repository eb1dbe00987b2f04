using System.Runtime.ExceptionServices;
using Tenon.Tla.Values;

namespace Tenon.Tla.Evaluation;

/// <summary>Continues an evaluation that has used up its thread's stack on the stack of another thread.</summary>
internal static class DeepStack
{
    /// <summary>Bytes; enough for more than 100,000 calls, which is many times what TLC's default stack holds.</summary>
    /// <remarks>No larger: each garbage collection walks the stack, so a recursion that allocates costs the square of its depth.</remarks>
    private const int StackSize = 64 << 20;

    [ThreadStatic]
    private static int _depth;

    /// <exception cref="EvaluationException">Even that stack is used up: the recursion has no end.</exception>
    public static T Continue<T>(Func<T> evaluate)
    {
        if (_depth > 0)
        {
            throw new EvaluationException($"Recursion is too deep: {StackSize >> 20} MiB of stack are used up. Does it end?");
        }

        T? result = default;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(
            () =>
            {
                _depth = 1;
                try
                {
                    result = evaluate();
                }
#pragma warning disable CA1031 // Thrown on in the waiting thread.
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
#pragma warning restore CA1031
            },
            StackSize);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!; // Set unless it failed.
    }
}
