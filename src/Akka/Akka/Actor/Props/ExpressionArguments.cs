using System.Linq.Expressions;
using System.Reflection;

namespace Akka.Actor;

/// <summary>Takes <c>() =&gt; new T(a, b)</c> apart: the values are read once, when the props are made.</summary>
internal static class ExpressionArguments
{
    public static object[] Of(NewExpression expression) => [.. expression.Arguments.Select(Evaluate)];

    private static object Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value!,
        MemberExpression { Expression: ConstantExpression { Value: { } owner }, Member: FieldInfo field } => field.GetValue(owner)!,
        MemberExpression { Expression: null, Member: FieldInfo field } => field.GetValue(null)!,
        _ => Expression.Lambda<Func<object>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)(),
    };
}
