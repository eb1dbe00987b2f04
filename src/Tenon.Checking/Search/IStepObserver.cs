namespace Tenon.Checking.Search;

/// <summary>Looks at steps as a model adds them, while the state they leave is the one entered.</summary>
internal interface IStepObserver
{
    public void OnStep(int action, ReadOnlySpan<ulong> next);
}
