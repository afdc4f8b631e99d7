INSERT INTO product
SELECT x, 'Product ' || x, 'category ' || MOD(x, 10), 100 * x
FROM SYSTEM_RANGE(1, 1000);
