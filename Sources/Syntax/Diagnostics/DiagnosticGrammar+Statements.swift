// The diagnostic grammar, statements. Notation: see DiagnosticGrammar.swift.

extension DiagnosticGrammar {
  static let statements: StaticString = #"""
    file
      statement* END
    single
      compound NEWLINE
      simpleLine
      NEWLINE
    eval
      expressions NEWLINE* END
    field
      starExpressions

    statement
      compound
      simpleLine
    simpleLine
      simple % ';' ';'? NEWLINE
    simple remembered
      assignment
      starExpressions
      'return' starExpressions?
      'import' (dottedName ('as' NAME)?) % ','
      'from' importSource 'import' importTargets
      'raise' expression ('from' expression)?
      'raise'
      'pass'
      'del' (deleteTarget % ',' ','?) &(';' | NEWLINE)
      ! 'del' a=starExpressions => delete a
      yield
      'assert' expression (',' expression)?
      'break'
      'continue'
      'global' NAME % ','
      'nonlocal' NAME % ','
    compound
      &('def' | '@' | 'async') decorator* function
      if
      &('class' | '@') decorator* class
      with
      for
      try
      while
      match

    assignment
      NAME ':' expression ('=' yieldOrStars)?
      ('(' singleTarget ')' | memberTarget) ':' expression ('=' yieldOrStars)?
      (starTargets '=')+ yieldOrStars !'='
      singleTarget augmented ~ yieldOrStars
      ! a=unannotatable ':' expression => at a "only single target (not %a) can be annotated"
      ! a=starNamed ',' (starNamed % ',' ','?)* ':' expression => at a "only single target (not tuple) can be annotated"
      ! a=expression ':' expression => at a "illegal target for annotation"
      ! (starTargets '=')* a=starExpressions '=' => assign a
      ! (starTargets '=')* a=yield '=' => at a "assignment to yield expression not possible"
      ! a=starExpressions augmented yieldOrStars => at a "'%a' is an illegal expression for augmented assignment"
    unannotatable
      list
      tuple
      '(' unannotatable ')'
    yieldOrStars
      yield
      starExpressions
    augmented
      '+='
      '-='
      '*='
      '@='
      '/='
      '%='
      '&='
      '|='
      '^='
      '<<='
      '>>='
      '**='
      '//='

    dottedName
      NAME % '.'
    importSource
      ('.' | '...')* dottedName
      ('.' | '...')+
    importTargets
      '(' importNames ','? ')'
      importNames !','
      '*'
      ! importNames ',' NEWLINE => last "trailing comma not allowed without surrounding parentheses"
    importNames
      (NAME ('as' NAME)?) % ','

    block remembered
      NEWLINE INDENT statement+ DEDENT
      simpleLine
      ! NEWLINE !INDENT => indent "expected an indented block"
    decorator
      '@' named NEWLINE

    class
      ! 'class' NAME ('(' arguments? ')')? NEWLINE => last "expected ':'"
      ! a='class' NAME ('(' arguments? ')')? ':' NEWLINE !INDENT => indent a "expected an indented block after class definition on line %line"
      'class' NAME ('(' arguments? ')')? ':' block
    function
      ! 'async'? a='def' NAME '(' parameters? ')' ('->' expression)? ':' NEWLINE !INDENT => indent a "expected an indented block after function definition on line %line"
      'async'? 'def' NAME ^'(' parameters? ')' ('->' expression)? ^':' block

    if
      ! 'if' named NEWLINE => last "expected ':'"
      ! a='if' named ':' NEWLINE !INDENT => indent a "expected an indented block after 'if' statement on line %line"
      'if' named ':' block elif
      'if' named ':' block else?
    elif
      ! 'elif' named NEWLINE => last "expected ':'"
      ! a='elif' named ':' NEWLINE !INDENT => indent a "expected an indented block after 'elif' statement on line %line"
      'elif' named ':' block elif
      'elif' named ':' block else?
    else
      ! a='else' ':' NEWLINE !INDENT => indent a "expected an indented block after 'else' statement on line %line"
      'else' ^':' block
    while
      ! 'while' named NEWLINE => last "expected ':'"
      ! a='while' named ':' NEWLINE !INDENT => indent a "expected an indented block after 'while' statement on line %line"
      'while' named ':' block else?
    for
      ! 'async'? 'for' starTargets 'in' starExpressions NEWLINE => last "expected ':'"
      ! 'async'? a='for' starTargets 'in' starExpressions ':' NEWLINE !INDENT => indent a "expected an indented block after 'for' statement on line %line"
      'async'? 'for' starTargets 'in' ~ starExpressions ':' block else?
      ! wrongForTarget
    wrongForTarget
      ! 'async'? 'for' a=starExpressions => for a

    with
      ! 'async'? a='with' (expression ('as' starTarget)?) % ',' ':' NEWLINE !INDENT => indent a "expected an indented block after 'with' statement on line %line"
      ! 'async'? a='with' '(' (expressions ('as' starTarget)?) % ',' ','? ')' ':' NEWLINE !INDENT => indent a "expected an indented block after 'with' statement on line %line"
      'async'? 'with' '(' withItem % ',' ','? ')' ':' block
      'async'? 'with' withItem % ',' ':' block
      ! 'async'? 'with' (expression ('as' starTarget)?) % ',' NEWLINE => last "expected ':'"
      ! 'async'? 'with' '(' (expressions ('as' starTarget)?) % ',' ','? ')' NEWLINE => last "expected ':'"
    withItem
      expression 'as' starTarget &(',' | ')' | ':')
      ! expression 'as' a=expression &(',' | ')' | ':') => assign a
      expression

    try
      ! a='try' ':' NEWLINE !INDENT => indent a "expected an indented block after 'try' statement on line %line"
      ! 'try' ':' block !('except' | 'finally') => last "expected 'except' or 'finally' block"
      ! 'try' ':' block* handler+ a='except' b='*' expression ('as' NAME)? ':' => range a b "cannot have both 'except' and 'except*' on the same 'try'"
      ! 'try' ':' block* starHandler+ a='except' (expression ('as' NAME)?)? ':' => at a "cannot have both 'except' and 'except*' on the same 'try'"
      'try' ^':' block finally
      'try' ^':' block handler+ else? finally?
      'try' ^':' block starHandler+ else? finally?
    handler
      ! a='except' expression ('as' NAME)? ':' NEWLINE !INDENT => indent a "expected an indented block after 'except' statement on line %line"
      ! a='except' ':' NEWLINE !INDENT => indent a "expected an indented block after 'except' statement on line %line"
      'except' expression ('as' NAME)? ':' block
      'except' ':' block
      ! wrongHandler
    starHandler
      ! a='except' '*' expression ('as' NAME)? ':' NEWLINE !INDENT => indent a "expected an indented block after 'except*' statement on line %line"
      'except' '*' expression ('as' NAME)? ':' block
      ! wrongHandler
    wrongHandler
      ! 'except' '*'? a=expression ',' expressions ('as' NAME)? ':' => from a "multiple exception types must be parenthesized"
      ! 'except' '*'? expression ('as' NAME)? NEWLINE => last "expected ':'"
      ! 'except' NEWLINE => last "expected ':'"
      ! 'except' '*' (NEWLINE | ':') => last "expected one or more exception types"
    finally
      ! a='finally' ':' NEWLINE !INDENT => indent a "expected an indented block after 'finally' statement on line %line"
      'finally' ^':' block

    starTargets
      starTarget % ',' ','?
    starTarget remembered
      '*' !'*' starTarget
      starlessTarget
    starlessTarget remembered
      memberTarget
      NAME
      '(' starlessTarget ')'
      '(' (starTarget % ',' ','?)? ')'
      '[' (starTarget % ',' ','?)? ']'
    singleTarget
      memberTarget
      NAME
      '(' singleTarget ')'
    memberTarget remembered
      atom (&memberStep trailer &memberStep)* lastMember !memberStep
    memberStep
      '('
      '['
      '.'
    lastMember
      '.' NAME
      '[' slices ']'
    deleteTarget remembered
      memberTarget
      NAME
      '(' deleteTarget ')'
      '(' (deleteTarget % ',' ','?)? ')'
      '[' (deleteTarget % ',' ','?)? ']'
    """#
}
