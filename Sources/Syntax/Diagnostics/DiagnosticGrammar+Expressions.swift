// The diagnostic grammar, expressions and parameters. Notation: see DiagnosticGrammar.swift.

extension DiagnosticGrammar {
  static let expressions: StaticString = #"""
    expressions
      expression % ',' ','?
    starExpressions
      starExpression % ',' ','?
    starExpression remembered
      '*' bitOr
      expression
    starNamed
      '*' bitOr
      named
    named
      NAME ':=' ~ expression
      ! wrongNamed
      expression !':='
    wrongNamed remembered
      ! a=expression ':=' expression => at a "cannot use assignment expressions with %a"
      ! a=NAME '=' b=bitOr !('=' | ':=') => range a b "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
      ! !(list | tuple | generator | 'True' | 'None' | 'False') a=bitOr '=' bitOr !('=' | ':=') => at a "cannot assign to %a here. Maybe you meant '==' instead of '='?"
    unassigned
      NAME ':=' ~ expression
      expression !':='
    yield
      'yield' 'from' expression
      'yield' starExpressions?

    expression remembered
      ! !(NAME STRING | SOFT) a=disjunction b=plainExpression => comma a b "invalid syntax. Perhaps you forgot a comma?"
      ! a=disjunction 'if' b=disjunction !('else' | ':') => range a b "expected 'else' after 'if' expression"
      ! a=NAME !'(' b=starExpressions => statement a b "Missing parentheses in call to '%a'. Did you mean %a(...)?"
      disjunction 'if' disjunction 'else' expression
      disjunction
      lambda
    plainExpression
      %plain (disjunction 'if' disjunction 'else' expression | disjunction | lambda)
    disjunction remembered
      conjunction % 'or'
    conjunction remembered
      inversion % 'and'
    inversion remembered
      'not' inversion
      comparison
    comparison
      bitOr (comparator bitOr)*
    comparator
      '=='
      '!='
      '<='
      '<'
      '>='
      '>'
      'not' 'in'
      'in'
      'is' 'not'
      'is'
    bitOr remembered
      bitXor % '|'
    bitXor remembered
      bitAnd % '^'
    bitAnd remembered
      shift % '&'
    shift remembered
      sum % ('<<' | '>>')
    sum remembered
      term % ('+' | '-')
    term remembered
      factor % ('*' | '/' | '//' | '%' | '@')
    factor remembered
      ('+' | '-' | '~') factor
      power
    power
      'await' primary ('**' factor)?
      primary ('**' factor)?

    primary remembered
      atom trailer*
    trailer
      '.' NAME
      generator
      '(' arguments? ')'
      '[' slices ']'
    slices
      slice !','
      (slice | starArgument) % ',' ','?
    slice
      expression? ':' expression? (':' expression?)?
      named
    atom
      NAME
      'True'
      'False'
      'None'
      strings
      NUMBER
      &'(' (tuple | group | generator)
      &'[' (list | listComprehension)
      &'{' (dictionary | set | dictionaryComprehension | setComprehension)
      '...'
    strings remembered
      a=STRING+ => string a
      STRING+
    group
      '(' (yield | named) ')'
      ! '(' a=starArgument ')' => at a "cannot use starred expression here"
      ! '(' a='**' expression ')' => at a "cannot use double starred expression here"
    tuple
      '(' (starNamed ',' (starNamed % ',' ','?)?)? ')'
    list
      '[' (starNamed % ',' ','?)? ']'
    set
      '{' starNamed % ',' ','? '}'
    dictionary
      '{' (pair % ',' ','?)? '}'
      '{' pair % ',' ',' wrongPair
      '{' expression ':' a='*' bitOr => from a "cannot use a starred expression in a dictionary value"
      '{' expression a=':' &('}' | ',') => at a "expression expected after dictionary key and ':'"
    pair
      '**' bitOr
      expression ':' expression
    wrongPair
      a=expression !':' => end a "':' expected after dictionary key"
      expression ':' a='*' bitOr => from a "cannot use a starred expression in a dictionary value"
      expression a=':' &('}' | ',') => at a "expression expected after dictionary key and ':'"

    clauses
      clause+
    clause
      'async'? 'for' starTargets 'in' ~ disjunction ('if' disjunction)*
      ! wrongForTarget
    listComprehension
      '[' named clauses ']'
      ! wrongComprehension
    setComprehension
      '{' named clauses '}'
      ! wrongComprehension
    generator
      '(' unassigned clauses ')'
      ! wrongComprehension
    dictionaryComprehension
      '{' expression ':' expression clauses '}'
      ! '{' a='**' bitOr clauses '}' => at a "dict unpacking cannot be used in dict comprehension"
    wrongComprehension
      ! ('[' | '(' | '{') a=starArgument clauses => at a "iterable unpacking cannot be used in comprehension"
      ! ('[' | '{') a=starNamed ',' b=(starNamed % ',' ','?) clauses => range a b "did you forget parentheses around the comprehension target?"
      ! ('[' | '{') a=starNamed b=',' clauses => range a b "did you forget parentheses around the comprehension target?"

    arguments remembered
      argumentList ','? &')'
      ! a=argumentList ',' '*' => at a "iterable argument unpacking follows keyword argument unpacking"
      ! a=expression b=clauses ',' (argumentList | expression clauses)? => range a b "Generator expression must be parenthesized"
      ! a=NAME b='=' expression clauses => range a b "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
      ! a=argumentList b=clauses => generator a b "Generator expression must be parenthesized"
      ! argumentList ',' a=expression b=clauses => range a b "Generator expression must be parenthesized"
      ! a=argumentList ',' argumentList => order a "positional argument follows keyword argument"
    argumentList
      (starArgument | unassigned !'=') % ',' (',' keywords)?
      keywords
    keywords
      keywordOrStar % ',' ',' keywordOrDoubleStar % ','
      keywordOrStar % ','
      keywordOrDoubleStar % ','
    starArgument
      '*' expression
    keywordOrStar
      ! wrongKeyword
      NAME '=' expression
      starArgument
    keywordOrDoubleStar
      ! wrongKeyword
      NAME '=' expression
      '**' expression
    wrongKeyword
      ! a=('True' | 'False' | 'None') b='=' => range a b "cannot assign to %a"
      ! a=NAME b='=' expression clauses => range a b "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
      ! !(NAME '=') a=expression b='=' => range a b "expression cannot contain assignment, perhaps you meant \"==\"?"

    lambda
      'lambda' lambdaParameters? ':' expression
    lambdaParameters
      ! a='/' ',' => at a "at least one argument must precede /"
      ! (lambdaSlash | lambdaSlashDefault) lambdaMaybe* a='/' => at a "/ may appear only once"
      ! lambdaPlain* (lambdaSlashDefault | lambdaDefault+) a=lambdaPlain => at a "non-default argument follows default argument"
      ! lambdaPlain* a='(' NAME % ',' ','? b=')' => range a b "Lambda expression parameters cannot be parenthesized"
      ! (lambdaSlash | lambdaSlashDefault)? lambdaMaybe* '*' (',' | lambdaPlain) lambdaMaybe* a='/' => at a "/ must be ahead of *"
      ! lambdaMaybe+ '/' a='*' => at a "expected comma between / and *"
      lambdaSlash lambdaPlain* lambdaDefault* lambdaStar?
      lambdaSlashDefault lambdaDefault* lambdaStar?
      lambdaPlain+ lambdaDefault* lambdaStar?
      lambdaDefault+ lambdaStar?
      lambdaStar
    lambdaSlash
      lambdaPlain+ '/' (',' | &':')
    lambdaSlashDefault
      lambdaPlain* lambdaDefault+ '/' (',' | &':')
    lambdaStar
      ! '*' (':' | ',' (':' | '**')) => last "named arguments must follow bare *"
      ! '*' NAME a='=' => at a "var-positional argument cannot have default value"
      ! '*' (lambdaPlain | ',') lambdaMaybe* a='*' (lambdaPlain | ',') => at a "* argument may appear only once"
      '*' lambdaPlain lambdaMaybe* lambdaDoubleStar?
      '*' ',' lambdaMaybe+ lambdaDoubleStar?
      lambdaDoubleStar
    lambdaDoubleStar
      ! '**' NAME a='=' => at a "var-keyword argument cannot have default value"
      ! '**' NAME ',' a=NAME => at a "arguments cannot follow var-keyword argument"
      ! '**' NAME ',' a=('*' | '**' | '/') => at a "arguments cannot follow var-keyword argument"
      '**' lambdaPlain
    lambdaPlain
      NAME (',' | &':')
    lambdaDefault
      NAME default (',' | &':')
    lambdaMaybe
      NAME default? (',' | &':')
    default
      '=' expression
      ! a='=' &(')' | ',') => at a "expected default value expression"

    parameters
      ! a='/' ',' => at a "at least one argument must precede /"
      ! (slash | slashDefault) maybe* a='/' => at a "/ may appear only once"
      ! plain* (slashDefault | defaulted+) a=plain => at a "non-default argument follows default argument"
      ! plain* a='(' plain+ ','? b=')' => range a b "Function parameters cannot be parenthesized"
      ! (slash | slashDefault)? maybe* '*' (',' | plain) maybe* a='/' => at a "/ must be ahead of *"
      ! maybe+ '/' a='*' => at a "expected comma between / and *"
      slash plain* defaulted* star?
      slashDefault defaulted* star?
      plain+ defaulted* star?
      defaulted+ star?
      star
    slash
      plain+ '/' (',' | &')')
    slashDefault
      plain* defaulted+ '/' (',' | &')')
    star
      ! a='*' (')' | ',' (')' | '**')) => at a "named arguments must follow bare *"
      ! '*' parameter a='=' => at a "var-positional argument cannot have default value"
      ! '*' (plain | ',') maybe* a='*' (plain | ',') => at a "* argument may appear only once"
      '*' plain maybe* doubleStar?
      '*' NAME ':' starExpression (',' | &')') maybe* doubleStar?
      '*' ',' maybe+ doubleStar?
      doubleStar
    doubleStar
      ! '**' parameter a='=' => at a "var-keyword argument cannot have default value"
      ! '**' parameter ',' a=parameter => at a "arguments cannot follow var-keyword argument"
      ! '**' parameter ',' a=('*' | '**' | '/') => at a "arguments cannot follow var-keyword argument"
      '**' plain
    parameter
      NAME (':' expression)?
    plain
      parameter (',' | &')')
    defaulted
      parameter default (',' | &')')
    maybe
      parameter default? (',' | &')')
    """#

  static let patterns: StaticString = #"""
    match
      "match" subject ':' NEWLINE INDENT case+ DEDENT
      ! "match" subject NEWLINE => last "expected ':'"
      ! a="match" subject ':' NEWLINE !INDENT => indent a "expected an indented block after 'match' statement on line %line"
    subject
      starNamed ',' (starNamed % ',' ','?)?
      named
    case
      ! "case" casePatterns ('if' named)? NEWLINE => last "expected ':'"
      ! a="case" casePatterns ('if' named)? ':' NEWLINE !INDENT => indent a "expected an indented block after 'case' statement on line %line"
      "case" casePatterns ('if' named)? ':' block
    casePatterns
      openPatterns
      pattern
    pattern
      orPattern 'as' captureName
      ! orPattern 'as' a="_" => at a "cannot use '_' as a target"
      ! orPattern 'as' !NAME a=expression => at a "invalid pattern target"
      orPattern
    orPattern
      closedPattern % '|'
    closedPattern remembered
      numberPattern
      strings
      'None'
      'True'
      'False'
      captureName
      "_"
      NAME ('.' NAME)+ !('.' | '(' | '=')
      '(' pattern ')'
      '[' maybePatterns? ']'
      '(' openPatterns? ')'
      mappingPattern
      classPattern
    captureName
      !"_" NAME !('.' | '(' | '=')
    numberPattern
      '-'? NUMBER !('+' | '-')
      '-'? NUMBER ('+' | '-') NUMBER
    openPatterns
      maybeStarPattern ',' maybePatterns?
    maybePatterns
      maybeStarPattern % ',' ','?
    maybeStarPattern
      '*' (captureName | "_")
      pattern
    mappingPattern
      '{' (itemPattern % ',' (',' '**' captureName)? ','?)? '}'
      '{' '**' captureName ','? '}'
    itemPattern
      (numberPattern | strings | 'None' | 'True' | 'False' | NAME ('.' NAME)+) ':' pattern
    classPattern
      NAME ('.' NAME)* '(' ')'
      NAME ('.' NAME)* '(' pattern % ',' ','? ')'
      NAME ('.' NAME)* '(' keywordPattern % ',' ','? ')'
      NAME ('.' NAME)* '(' pattern % ',' ',' keywordPattern % ',' ','? ')'
      ! NAME ('.' NAME)* '(' (pattern % ',' ',')? keywordPattern % ',' ',' a=(pattern % ',') => at a "positional patterns follow keyword patterns"
    keywordPattern
      NAME '=' pattern
    """#
}
